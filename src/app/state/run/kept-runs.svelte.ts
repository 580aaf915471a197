import { GrowingVectors } from './growing-vectors.ts';
import type { RunSource } from './run-source.ts';

/** The curves of a run that charts draw faintly behind another. */
export type GhostRun = Pick<
	RunSource,
	| 'train'
	| 'evaluations'
	| 'vectors'
	| 'settled'
	| 'version'
	| 'isRecorded'
	| 'step'
	| 'testParts'
	| 'config'
>;

/** The curves of an earlier run of this page, with its settings at the end. */
export interface KeptRun {
	/** Its number among the kept runs, from 1. */
	readonly number: number;
	readonly run: GhostRun;
	readonly isDrawn: boolean;
}

/** The oldest is dropped when one more comes. */
const MOST_KEPT = 3;

/** The curves of earlier runs, so that a new run can be compared with them. */
export class KeptRuns {
	/** The latest last. */
	list: readonly KeptRun[] = $state.raw([]);
	#count = 0;

	/** Keeps the curves of a run that ends. Its measures per frequency take too much memory. */
	keep(source: RunSource): void {
		const { train, evaluations, settled, version, step, testParts, config } = source;
		if (evaluations.length === 0) return;
		this.#count += 1;
		const run = {
			train,
			evaluations,
			vectors: new GrowingVectors(),
			settled: settled && { ...settled, vectors: new GrowingVectors() },
			version,
			isRecorded: false,
			step,
			testParts,
			config
		};
		const kept = { number: this.#count, run, isDrawn: true };
		this.list = [...this.list, kept].slice(-MOST_KEPT);
	}

	remove(number: number): void {
		this.list = this.list.filter((kept) => kept.number !== number);
	}

	/** Draws a kept run, or hides it. */
	toggle(number: number): void {
		this.list = this.list.map((kept) =>
			kept.number === number ? { ...kept, isDrawn: !kept.isDrawn } : kept
		);
	}
}
