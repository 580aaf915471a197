import type { Parts } from '../core/session.ts';
import { LabError } from '../core/lab-error.ts';

/** A kernel on its tensors, ready to be called. */
export type Step = () => void;

/** The segments of a plan on the CPU, whose steps run one after the other. */
export class CpuSegments {
	readonly #steps: ReadonlyMap<string, readonly Step[]>;
	readonly #onKernel: () => void;

	/**
	 * @param onKernel called before every kernel, so that long work can report that it continues
	 */
	constructor(steps: ReadonlyMap<string, readonly Step[]>, onKernel: () => void) {
		this.#steps = steps;
		this.#onKernel = onKernel;
	}

	/** As `Session.run`. @throws LabError `internal` when the plan has no such segment */
	run(segment: string, count: number): void {
		const steps = this.#stepsOf(segment);
		for (let i = 0; i < count; i++) for (const step of steps) this.#execute(step);
	}

	/** As `Session.runInParts`. @throws LabError `internal` when the plan has no such segment */
	async runInParts(segment: string, { onPart }: Parts): Promise<void> {
		const steps = this.#stepsOf(segment);
		for (const [i, step] of steps.entries()) {
			this.#execute(step);
			await onPart(i + 1, steps.length);
		}
	}

	#stepsOf(segment: string): readonly Step[] {
		const steps = this.#steps.get(segment);
		if (steps === undefined) {
			throw new LabError('internal', `the plan has no segment "${segment}"`);
		}
		return steps;
	}

	#execute(step: Step): void {
		this.#onKernel();
		step();
	}
}
