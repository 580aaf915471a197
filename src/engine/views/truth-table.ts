import { argmaxRows } from '../ops/rows/argmax-rows.ts';
import { answer } from './answer.ts';
import { partWords } from './claim-words.ts';
import { defineView, type ViewFact } from './define.ts';
import { pairGrid } from './group-order.ts';
import { refuseWithoutPairs } from './subjects.ts';

/** Category by index 2 * test + wrong. */
const CATEGORIES = [
	'shown, right',
	'shown, wrong',
	'never shown, right',
	'never shown, wrong'
] as const;
/** Fill shows right or wrong, which matters most; a dot marks what was shown. */
const LOOKS = CATEGORIES.map((category) => ({
	isFilled: category.endsWith('right'),
	isDotted: category.startsWith('shown')
}));

function countFacts(categories: Float32Array): readonly ViewFact[] {
	const counts = CATEGORIES.map((_, i) =>
		categories.reduce((sum, category) => sum + (category === i ? 1 : 0), 0)
	);
	return CATEGORIES.map((label, i) => ({ label, value: counts[i] ?? 0, unit: 'count' }));
}

/** How many of the pairs that were shown, and of the others, are answered right. */
function claimOf(categories: Float32Array): string {
	const count = (category: number) =>
		categories.reduce((sum, value) => sum + Number(value === category), 0);
	const [shown, unseen] = [0, 2].map((right) =>
		partWords(count(right), count(right) + count(right + 1))
	);
	return `It answers ${shown ?? ''} of the pairs that it was shown, and ${unseen ?? ''} of those that it was never shown.`;
}

/** Whether the network answers each pair right. */
export const truthTable = defineView({
	id: 'truth-table',
	place: 1,
	role: 'answers',
	label: 'Truth table',
	cite: 'Power et al. 2022, figure 1',
	explanation:
		'Every pair (a, b) in one table: a cell is filled if the network answers right, and has a dot if the pair was shown in training. A network that only memorizes fills the cells with dots, scattered over the square, and perhaps their mirror images. One that has grokked fills nearly the whole square.',
	definition:
		'The answer is the output with the largest logit, the first of equal ones. If the model has an output for “=”, it counts too and is written as p.',
	controls: () => ({}),
	refuse: refuseWithoutPairs,
	build({ graph, chunks, output, outputs, loss }) {
		const correct = chunks.map(
			({ logits, targets }) => loss.build(graph, logits, targets).isCorrect
		);
		output('correct', ...correct);
		output(
			'predicted',
			...chunks.map(({ logits }) => graph.one(argmaxRows, [logits], { classes: outputs }))
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
			summary: claimOf(categories),
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
