import type { Parts } from '../core/session.ts';
import { LabError } from '../core/lab-error.ts';

/** A kernel on its tensors, ready to be called. */
export type Step = () => void;

/**
 * The segments of a plan on the CPU, whose steps run one after the other. A segment has one list of
 * steps, or one for each replica: all executions of a list come before those of the next, so that
 * the weights of a replica stay in the cache.
 */
export class CpuSegments {
	readonly #lists: ReadonlyMap<string, readonly (readonly Step[])[]>;
	readonly #onKernel: () => void;

	/**
	 * @param onKernel called before every kernel, so that long work can report that it continues
	 */
	constructor(lists: ReadonlyMap<string, readonly (readonly Step[])[]>, onKernel: () => void) {
		this.#lists = lists;
		this.#onKernel = onKernel;
	}

	/** As `Session.run`. @throws LabError `internal` when the plan has no such segment */
	run(segment: string, count: number): void {
		for (const steps of this.#listsOf(segment)) {
			for (let i = 0; i < count; i++) for (const step of steps) this.#execute(step);
		}
	}

	/** As `Session.runInParts`. @throws LabError `internal` when the plan has no such segment */
	async runInParts(segment: string, { onPart }: Parts): Promise<void> {
		const steps = this.#listsOf(segment).flat();
		for (const [i, step] of steps.entries()) {
			this.#execute(step);
			await onPart(i + 1, steps.length);
		}
	}

	#listsOf(segment: string): readonly (readonly Step[])[] {
		const lists = this.#lists.get(segment);
		if (lists === undefined) {
			throw new LabError('internal', `the plan has no segment "${segment}"`);
		}
		return lists;
	}

	#execute(step: Step): void {
		this.#onKernel();
		step();
	}
}
