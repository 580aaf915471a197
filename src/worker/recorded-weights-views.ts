import { resolveRun } from '../config/resolve.ts';
import { buildRun } from '../engine/trainer/build/build-run.ts';
import { toSnapshots } from '../lab-run/codec/recorded-run.ts';
import type { ReplayRequest, RunFacts, ViewAnswer, ViewQuestion } from './lab-api.ts';
import { LookBack } from './look-back.ts';
import type { DeviceSource } from './run-device.ts';
import { factsOf } from './run-facts.ts';

/** A recorded run has one replica. */
const RECORDED_REPLICA = 0;

/** Views of a recorded run: it holds the weights of a run that was trained elsewhere. */
export class RecordedWeightsViews {
	readonly facts: RunFacts;
	readonly #lookBack: LookBack;
	readonly #keyFrequencies: readonly number[];

	/**
	 * @throws LabError `bad-parameter`, `bad-checkpoint` when the weights are not those of the
	 * config's model
	 */
	constructor({ config, keyFrequencies, weights, packed }: ReplayRequest, devices: DeviceSource) {
		const built = buildRun(resolveRun(config), { isEvaluationOnly: true });
		this.facts = factsOf(built);
		this.#keyFrequencies = keyFrequencies;
		this.#lookBack = new LookBack(built, RECORDED_REPLICA, devices);
		for (const snapshot of toSnapshots(weights, packed, built.plan)) {
			this.#lookBack.weights.add(snapshot.step, snapshot.weights);
		}
	}

	/** @throws LabError as `LookBack.view` does */
	view(question: ViewQuestion): Promise<ViewAnswer> {
		return this.#lookBack.view(question, this.#keyFrequencies);
	}

	async dispose(): Promise<void> {
		await this.#lookBack.dispose();
	}
}
