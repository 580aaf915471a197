import { argmaxRows } from '../ops/rows/argmax-rows.ts';
import { answer } from './answer.ts';
import { defineView, type ViewFact } from './define.ts';
import { pairGrid } from './group-order.ts';
import { refuseWithoutPairs } from './subjects.ts';

/** By 2 * test + wrong. */
const CATEGORIES = ['train, right', 'train, wrong', 'test, right', 'test, wrong'] as const;
/**
 * Right or wrong is what is looked for, so it is the fill; of which split a pair is, is a dot on
 * it.
 */
const LOOKS = CATEGORIES.map((category) => ({
	isFilled: category.endsWith('right'),
	isDotted: category.startsWith('train')
}));

function countFacts(categories: Float32Array): readonly ViewFact[] {
	const counts = CATEGORIES.map((_, i) =>
		categories.reduce((sum, category) => sum + (category === i ? 1 : 0), 0)
	);
	return CATEGORIES.map((label, i) => ({ label, value: counts[i] ?? 0, unit: 'count' }));
}

/** What the network answers to every pair. */
export const truthTable = defineView({
	id: 'truth-table',
	place: 1,
	label: 'Truth table',
	cite: 'Power et al. 2022, figure 1',
	explanation:
		'Every pair (a, b) in one table: filled where the network answers right, with a dot where the pair was shown in training. A network that only memorizes fills its own dots, scattered over the square, and perhaps their mirror images; one that has grokked fills nearly the whole square.',
	definition:
		'The answer is the output with the largest logit, the first of equals; “=” counts as an output where the model has it, and is then written as p.',
	controls: () => ({}),
	refuse: refuseWithoutPairs,
	record({ recorder, parts, output, outputs, loss }) {
		const correct = parts.map(
			({ logits, targets }) => loss.build(recorder, logits, targets).isCorrect
		);
		output('correct', ...correct);
		output(
			'predicted',
			...parts.map(({ logits }) => recorder.one(argmaxRows, [logits], { classes: outputs }))
		);
	},
	async compute({ shape, isTrain, compute }) {
		const [correct = [], predicted = []] = await compute(['correct', 'predicted']);
		const categories = Float32Array.from(
			correct,
			(isRight, pair) => (isTrain[pair] === 1 ? 0 : 2) + (isRight === 1 ? 0 : 1)
		);
		const grid = {
			...pairGrid({ shape }),
			picks: ['a', 'b'],
			opens: answer.id
		} as const;
		return {
			facts: countFacts(categories),
			parts: [
				{
					...grid,
					title: 'Right and wrong',
					values: categories,
					scale: 'categories',
					categories: CATEGORIES,
					looks: LOOKS,
					key: 'Filled: right. Dot: was shown in training.'
				},
				{
					...grid,
					title: 'Answer',
					values: Float32Array.from(predicted),
					scale: 'sequential'
				}
			]
		};
	}
});
