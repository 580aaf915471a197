import { LabError } from '../../engine/core/lab-error.ts';

/** A file of a run that cannot be read: a sentence for everything that is wrong in it. */
export class FormatError extends LabError {
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super('bad-checkpoint', problems.join('; '));
		this.problems = problems;
	}
}
