import { choice } from '../core/param-schema.ts';
import { defineView } from './define.ts';

const SPLITS = ['train', 'test'] as const;

/** Which positions the network answers right, in train and in test. */
export const positionAccuracy = defineView({
	id: 'position-accuracy',
	place: 1000,
	label: 'Accuracy by position',
	cite: 'tests/toys',
	explanation: 'Where in a sequence the network is right. A row is a split, a column a position.',
	definition: 'The share of examples whose largest logit at the position is the target.',
	controls: () => ({
		scale: choice({
			label: 'Values',
			applies: 'analysis',
			group: 'analysis',
			options: [
				{ value: 'right', label: 'Share of right answers' },
				{ value: 'wrong', label: 'Share of wrong answers' }
			],
			default: 'right'
		})
	}),
	refuse: ({ shape }) =>
		shape.positions.length > 1 ? undefined : 'This task has one answer per example.',
	build({ graph, chunks, output, loss }) {
		output(
			'correct',
			...chunks.map(({ logits, targets }) => loss.build(graph, logits, targets).isCorrect)
		);
	},
	async compute({ shape, isTrain, controls, compute }) {
		const [correct = []] = await compute(['correct']);
		const columns = shape.positions.length;
		const sums = new Float64Array(SPLITS.length * columns);
		const counts = new Float64Array(SPLITS.length * columns);
		Array.from(correct).forEach((isRight, i) => {
			const row = isTrain[Math.floor(i / columns)] === 1 ? 0 : 1;
			const cell = row * columns + (i % columns);
			sums[cell] = (sums[cell] ?? 0) + isRight;
			counts[cell] = (counts[cell] ?? 0) + 1;
		});
		const shares = Float32Array.from(sums, (sum, cell) => sum / (counts[cell] ?? NaN));
		return {
			facts: [{ label: 'positions', value: columns, unit: 'count' }],
			parts: [
				{
					kind: 'grid',
					title: 'Right by split and position',
					...{ rows: SPLITS.length, columns, scale: 'sequential' },
					...{ rowLabel: 'split', columnLabel: 'position', rowNames: SPLITS },
					values: controls['scale'] === 'wrong' ? shares.map((share) => 1 - share) : shares
				}
			]
		};
	}
});
