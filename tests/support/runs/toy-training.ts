import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import type { Session } from '../../../src/engine/core/session.ts';
import type { Plan } from '../../../src/engine/graph/plan.ts';
import {
	buildRun,
	type BuildOptions,
	type BuiltRun
} from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import type { BurstResult } from '../../../src/engine/trainer/train/burst-reader.ts';
import { Trainer, type TrainerHost } from '../../../src/engine/trainer/train/trainer.ts';
import type { TrainerState } from '../../../src/engine/trainer/train/trainer-state.ts';

export type OpenSession = (plan: Plan) => Promise<Session>;

/** The float64 reference on a plan. */
export const openReference: OpenSession = (plan) => Promise.resolve(new ReferenceSession(plan));

/**
 * A host whose clock moves by `stepMs` whenever it is read: small steps make the trainer choose
 * large bursts.
 */
export function fakeHost(stepMs: number): TrainerHost {
	let nowMs = 0;
	return { now: () => (nowMs += stepMs), yield: () => Promise.resolve() };
}

/** All results of a training, by replica, which must be equal bit for bit. */
export interface Training {
	readonly loss: readonly (readonly number[])[];
	readonly accuracy: readonly (readonly number[])[];
	readonly evaluations: readonly (readonly EvaluationRow[])[];
	readonly final: TrainerState;
	/** Updates of each burst. */
	readonly bursts: readonly number[];
}

/** A trainer on an open session, and its results so far. */
export class ToyTrainer {
	readonly run: BuiltRun;
	readonly trainer: Trainer;
	readonly session: Session;
	readonly #results: BurstResult[] = [];

	private constructor(run: BuiltRun, session: Session, host: TrainerHost) {
		this.run = run;
		this.session = session;
		this.trainer = new Trainer(run, session, host);
	}

	static async open(
		spec: RunSpec,
		open: OpenSession,
		host = fakeHost(1),
		options: BuildOptions = {}
	): Promise<ToyTrainer> {
		const run = buildRun(spec, options);
		return new ToyTrainer(run, await open(run.plan), host);
	}

	async train(until: number): Promise<void> {
		await this.trainer.train({
			until,
			shouldStop: () => false,
			onBurst: (result) => this.#results.push(result)
		});
	}

	async finish(): Promise<Training> {
		const final = await this.trainer.state();
		this.session.dispose();
		const replicas = this.run.spec.replicas.map((_, r) => r);
		const collect = <T>(of: (result: BurstResult, r: number) => Iterable<T>) =>
			replicas.map((r) => this.#results.flatMap((result) => [...of(result, r)]));
		return {
			loss: collect(({ loss }, r) => loss[r] ?? []),
			accuracy: collect(({ accuracy }, r) => accuracy[r] ?? []),
			evaluations: collect(({ evaluations }, r) => evaluations[r] ?? []),
			final,
			bursts: this.#results.map(({ updates }) => updates)
		};
	}
}

/** A whole training in one go. */
export async function trainToy(
	spec: RunSpec,
	open: OpenSession,
	until: number,
	host = fakeHost(1),
	options: BuildOptions = {}
): Promise<Training> {
	const toy = await ToyTrainer.open(spec, open, host, options);
	await toy.train(until);
	return toy.finish();
}
