import type { RunFacts } from '../../../worker/lab-api.ts';

/** A test group with a loss and accuracy line of its own. */
export interface TestPart extends NonNullable<RunFacts['groups'][number]['part']> {
	readonly lossColumn: string;
	readonly accuracyColumn: string;
	/** Which examples are in it, as a sentence. */
	readonly definition: string;
	readonly examples: number;
}

/** The test groups of a run; empty if all test examples are judged. */
export function testParts(facts: RunFacts | undefined): readonly TestPart[] {
	const parts = (facts?.groups ?? []).flatMap(({ id, definition, examples, part }) =>
		part === undefined
			? []
			: [
					{
						...part,
						definition,
						examples,
						lossColumn: `${id}_loss`,
						accuracyColumn: `${id}_accuracy`
					}
				]
	);
	return parts.some(({ isJudged, examples }) => !isJudged && examples > 0) ? parts : [];
}

/** The group on which phases are judged. */
export const judgedPart = (parts: readonly TestPart[]): TestPart | undefined =>
	parts.find(({ isJudged }) => isJudged);
