import { LabError } from '../core/lab-error.ts';
import type { Intervention } from '../models/define.ts';
import type { Tensor } from '../ops/define.ts';
import {
	chanceLevel,
	readScores,
	buildScores,
	lossDots,
	scoreColumns,
	scoreOutputs,
	scoreValues,
	type Score
} from './ablation-scores.ts';
import { withSummary } from './claim-words.ts';
import { defineView, type ViewContext, type ViewRun } from './define.ts';

const WHOLE = 'whole';

function buildPath(context: ViewContext, path: Intervention, weights: Tensor): void {
	const { graph, chunks, loss, params, parameters } = context;
	const logits = path.forward({
		graph,
		params,
		chunks: chunks.map(({ activations }) => activations),
		weights,
		parameter(name) {
			const found = parameters.find((parameter) => parameter.name === name);
			if (found === undefined) throw new LabError('internal', `no parameter "${name}"`);
			return found;
		}
	});
	buildScores(context, path.id, ({ targets, logits: whole }, i) => {
		const row = loss.build(graph, logits[i] ?? whole, targets);
		return [row.loss, row.isCorrect];
	});
}

/**
 * The scores of the network with each path replaced, for these factors on its activation and on the
 * activation's sum.
 */
async function scoresWith(
	run: ViewRun,
	ids: readonly string[],
	weights: readonly [number, number]
): Promise<readonly Score[]> {
	const names = ids.flatMap((id) => scoreOutputs(id));
	const values = await run.compute(names, { weights: Float64Array.from(weights) });
	return ids.flatMap((_, i) => readScores(run, values.slice(2 * i, 2 * i + 2)));
}

/** Paths of the network switched off one at a time (Nanda et al. 2023, section 4 and appendix). */
export const ablationPaths = defineView({
	id: 'ablation-paths',
	place: 14,
	label: 'Ablation of paths',
	cite: 'Nanda et al. 2023, section 4.4',
	explanation:
		'One path of the network at a time is switched off, and everything after it is computed again. If the loss stays the same, the answer does not need this path.',
	definition:
		'What the path adds to the residual stream of “=” is replaced by zero, or by its mean over all pairs. The stream before attention is the same for all pairs, so it equals its mean. Mean loss and accuracy over all outputs, as in training.',
	controls: () => ({}),
	refuse: ({ model }) =>
		model.interventions === undefined
			? 'This model has a single path from input to output, so there is nothing to switch off.'
			: undefined,
	build(context) {
		const { graph, model, loss, input } = context;
		const weights = input('weights', [2]);
		buildScores(context, WHOLE, ({ logits, targets }) => {
			const row = loss.build(graph, logits, targets);
			return [row.loss, row.isCorrect];
		});
		for (const path of model.interventions ?? []) buildPath(context, path, weights);
	},
	async compute(run) {
		const paths = run.model.interventions ?? [];
		const ids = [WHOLE, ...paths.map(({ id }) => id)];
		const zero = await scoresWith(run, ids, [0, 0]);
		const mean = await scoresWith(run, ids, [0, 1 / run.shape.examples]);
		const row = (name: string, score: Score | undefined) =>
			score === undefined ? [] : [{ name, score }];
		const rows = [
			...row('nothing switched off', zero[0]),
			...paths.flatMap(({ label }, i) => [
				...row(`${label}: zero`, zero[i + 1]),
				...row(`${label}: mean`, mean[i + 1])
			])
		];
		const chance = run.loss.chanceLevel(run.outputs);
		const worse = (scores: readonly Score[], i: number) =>
			(scores[i + 1]?.testLoss ?? NaN) >= chance;
		const needed = paths.filter((_, i) => worse(zero, i) && worse(mean, i));
		const isAnswering = (zero[0]?.testLoss ?? NaN) < chance;
		return {
			...withSummary(
				isAnswering && needed.length > 0
					? `It does worse than a guess without ${needed.map(({ label }) => `“${label}”`).join(', or without ')}.`
					: undefined
			),
			facts: [chanceLevel(run, run.outputs)],
			parts: [
				lossDots(
					run,
					'Loss on what was never shown, with a path switched off',
					rows.map(({ name, score }) => ({ name, value: score.testLoss })),
					run.outputs
				),
				{
					kind: 'table',
					title: 'Paths switched off',
					isFolded: true,
					columns: scoreColumns('Path'),
					rows: rows.map(({ name, score }) => ({ name, values: scoreValues(score) }))
				}
			]
		};
	}
});
