import type { RunFacts } from '../../../worker/lab-api.ts';

/** A part of the test examples that is measured and drawn apart. */
export interface TestPart extends NonNullable<RunFacts['groups'][number]['part']> {
	readonly lossColumn: string;
	readonly accuracyColumn: string;
	/** Which examples, a sentence. */
	readonly definition: string;
	readonly examples: number;
}

/** The parts of a run's test; none where all examples are in the one that counts. */
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

/** The part that test means where there are parts. */
export const judgedPart = (parts: readonly TestPart[]): TestPart | undefined =>
	parts.find(({ isJudged }) => isJudged);

/** Texts speak of pairs; of a run whose examples are no pairs they speak of examples. */
export const ofExamples = (text: string, facts: RunFacts | undefined): string =>
	facts?.arePairs === false
		? text
				.replaceAll('part of the table', 'part of the examples')
				.replaceAll(/\bpair(?=s?\b)/g, 'example')
		: text;
