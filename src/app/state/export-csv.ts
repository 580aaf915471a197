import type { GrowingSeries } from './growing-series.ts';

const cell = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? '' : String(value);

/**
 * All metrics as CSV, one row per step: loss and accuracy on the train split before that step's update, and,
 * where the step was evaluated, the evaluation columns. Numbers are written so that float64 reads back exactly.
 */
export function metricsCsv(train: GrowingSeries, evaluations: GrowingSeries): string {
	const names = evaluations.columnNames;
	const header = [
		'step',
		'train_loss',
		'train_accuracy',
		...names.map((name) => (name.startsWith('train_') ? `evaluated_${name}` : name))
	];
	const columns = names.map((name) => evaluations.column(name));
	const loss = train.column('loss');
	const accuracy = train.column('accuracy');
	const lines = [header.join(',')];
	let i = 0;
	let j = 0;
	while (i < train.length || j < evaluations.length) {
		const trainStep = i < train.length ? (train.steps[i] ?? Infinity) : Infinity;
		const evaluatedStep = j < evaluations.length ? (evaluations.steps[j] ?? Infinity) : Infinity;
		const step = Math.min(trainStep, evaluatedStep);
		const isTrained = trainStep === step;
		const isEvaluated = evaluatedStep === step;
		const row = [
			String(step),
			isTrained ? cell(loss?.[i]) : '',
			isTrained ? cell(accuracy?.[i]) : '',
			...columns.map((column) => (isEvaluated ? cell(column?.[j]) : ''))
		];
		lines.push(row.join(','));
		if (isTrained) i += 1;
		if (isEvaluated) j += 1;
	}
	return `${lines.join('\n')}\n`;
}
