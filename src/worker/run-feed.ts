import type { Analysis } from '../config/analysis.ts';
import { eventsAfterReturn, type RunEvent } from '../engine/core/run-events.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { BurstResult } from '../engine/trainer/train/burst-reader.ts';
import type { TrainerState } from '../engine/trainer/train/trainer-state.ts';
import { keyRuleEvent } from '../lab-run/key-rule-event.ts';
import type { ReplicaMeasures } from '../lab-run/replica-measures.ts';
import { RunMeasures } from '../lab-run/run-measures.ts';
import type { ViewAnswer, ViewQuestion } from './lab-api.ts';
import { LookBack } from './look-back.ts';
import { transferable } from './own-copies.ts';
import { RateMeter } from './rate-meter.ts';
import type { DeviceSource } from './run-device.ts';
import type { RunTelemetry } from './run-telemetry.ts';
import { SettledFeed } from './settled-feed.ts';

/**
 * What is known of a run that trains: measures, kept weights and events. Sends the page what is
 * new, and a checkpoint of every good state.
 */
export class RunFeed {
	readonly rate = new RateMeter();
	readonly settled: SettledFeed;
	readonly #port: RunTelemetry;
	readonly #measures: RunMeasures;
	/** Of the replica that the page gets. */
	readonly #shown: ReplicaMeasures;
	readonly #lookBack: LookBack;
	/** All events so far, in their order. */
	#events: readonly RunEvent[] = [];

	constructor(built: BuiltRun, devices: DeviceSource, port: RunTelemetry) {
		this.#port = port;
		this.#measures = new RunMeasures(built);
		this.#shown = this.#measures.of(port.replica);
		this.#lookBack = new LookBack(built, port.replica, devices);
		this.settled = new SettledFeed(this.#lookBack, this.#shown, port, () => {
			this.publish();
		});
	}

	/** The rules in force. */
	get analysis(): Analysis {
		return this.#measures.analysis;
	}

	get weights(): LookBack['weights'] {
		return this.#lookBack.weights;
	}

	/** Continues from a checkpoint with its measures and events. @returns the same checkpoint */
	resume(checkpoint: Checkpoint): Checkpoint {
		this.#events = checkpoint.events;
		return this.#measures.resume(checkpoint);
	}

	/** Forgets everything after a step that the run goes back to; live changes are made again. */
	truncate(step: number): void {
		this.#measures.truncate(step);
		this.#lookBack.weights.truncate(step);
		this.#events = eventsAfterReturn(this.#events, step);
		this.#port.truncate(step);
	}

	add(event: RunEvent): void {
		this.#events = [...this.#events, event];
		this.#port.event(event);
	}

	/**
	 * Finds markers and key frequencies by other rules from a step on.
	 * @throws LabError `bad-parameter`, unchanged
	 */
	setAnalysis(step: number, analysis: Analysis): void {
		const event = keyRuleEvent(step, this.#shown, analysis);
		this.#measures.setAnalysis(analysis);
		if (event !== undefined) this.add(event);
	}

	/** Looks into the mechanism. @throws LabError as `LookBack.view` does */
	view(question: ViewQuestion): Promise<ViewAnswer> {
		const { keyFrequencies, analysis } = this.#shown;
		return this.#lookBack.view(question, keyFrequencies, analysis.keyFrequencies.rule);
	}

	/** Results of a burst of steps. */
	append(result: BurstResult, elapsedMs: number): void {
		if (result.updates > 0) this.rate.add(result.updates, elapsedMs);
		const isEvaluated = result.evaluations.some(({ length }) => length > 0);
		this.#measures.append(result.evaluations);
		this.#port.burst(result, isEvaluated ? this.#shown.spectrumFrames : {});
		this.publish(result.step + result.updates);
	}

	/** A state that the run can continue from: the page gets a checkpoint, with copies. */
	keep(state: TrainerState): void {
		const { parameters } = state.buffers;
		if (parameters !== undefined) this.#lookBack.weights.see(state.step, parameters);
		this.#port.checkpoint(transferable(this.#measures.checkpoint(state, this.#events)));
	}

	/** A state that the run stops at: its weights can be gone back to as well. */
	keepWeights({ step, buffers: { parameters } }: TrainerState): void {
		if (parameters !== undefined) this.#lookBack.weights.add(step, parameters);
		this.publish();
	}

	/** @param step updates whose results are in, where they have changed */
	publish(step?: number): void {
		const { stepsPerSecond } = this.rate;
		this.#port.present({
			...this.#shown.phases,
			keyFrequencies: this.#shown.keyFrequencies,
			...this.#lookBack.kept,
			stepsPerSecond,
			...(step === undefined ? {} : { step })
		});
	}

	dispose(): Promise<void> {
		return this.#lookBack.dispose();
	}
}
