import { LabError } from '../core/lab-error.ts';
import { int, type ParamSchemas } from '../core/param-schema.ts';
import type { NumericArray } from '../core/tensor.ts';
import { attentionFits, bestAttentionFit } from '../mechanism/attention-fit.ts';
import type { ProbeSubject } from '../probes/define.ts';
import { numberControl } from './control-values.ts';
import {
	defineView,
	type ViewRun,
	type GridPart,
	type TablePart,
	type ViewedExamples
} from './define.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { pairGrid, pairsByElement } from './group-order.ts';
import { refuseWithoutFrequencies } from './subjects.ts';

/** R² from which attention is said to be a wave. */
const WAVE = 0.9;
/** Positions that "=" attends to: a, b, itself. */
const POSITIONS = 3;

function patternOf({ activations }: ViewedExamples, name: string) {
	const pattern = activations[name];
	if (pattern === undefined)
		throw new LabError('internal', `attention: the model names no activation "${name}"`);
	return pattern;
}

/** Attention of one head from the last query to one position over all pairs. */
function attentionTo(
	/** [pairs * queries, heads, 3] */
	pattern: NumericArray,
	{ pairs, heads }: { readonly pairs: number; readonly heads: number },
	head: number,
	position: number
) {
	const queries = pattern.length / (pairs * heads * POSITIONS);
	const last = (pair: number) => (pair + 1) * queries - 1;
	return Float32Array.from(
		{ length: pairs },
		(_, pair) => pattern[(last(pair) * heads + head) * POSITIONS + position] ?? 0
	);
}

/** Number of heads of a block, and names of the patterns of all blocks. */
const layerOf = ({ model, params, shape }: Pick<ProbeSubject, 'model' | 'params' | 'shape'>) =>
	model.attention?.(params, shape) ?? { heads: 1, patterns: [] };

const outputOf = (block: number): string => `pattern.${String(block)}`;

const mean = (values: Float32Array): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

const grid = (title: string, values: Float32Array, run: ViewRun): GridPart => ({
	...pairGrid(run),
	title,
	values,
	scale: 'sequential'
});

/** Which block's heads are shown, where there are several. */
const blockControl = (blocks: number): ParamSchemas =>
	blocks < 2
		? {}
		: {
				block: int({
					label: 'Block',
					help: 'The layer whose attention is shown; the last one is that before the logits.',
					applies: 'analysis',
					group: 'analysis',
					min: 0,
					max: blocks - 1,
					default: blocks - 1
				})
			};

/**
 * The attention of each head as a function of the pair (Nanda et al. 2023, section 4.1 and appendix
 * C.1).
 */
export const attention = defineView({
	id: 'attention',
	place: 5,
	label: 'Attention',
	cite: 'Nanda et al. 2023, section 4.1, figure 4, appendix C.1',
	explanation:
		'Each head at "=" divides its attention among a, b and "=". In the paper’s network, once it has grokked, the share of a is a wave of a minus the same wave of b. Attention multiplies this share with values that are waves too, so products of waves arise. R² shows how well the share fits such a wave here.',
	definition:
		'Softmax of the head’s scores at the last position, over (a, b). Fit: share of a ≈ c + α (cos w_k a − cos w_k b) + β (sin w_k a − sin w_k b) over all pairs by least squares, for the frequency k that explains most; R² with intercept. If the answer depends on m a + n b, replace a by m a and b by n b.',
	controls: (subject) => ({
		...blockControl(layerOf(subject).patterns.length),
		head: int({
			label: 'Head',
			help: 'The head whose attention the two images show.',
			applies: 'analysis',
			group: 'analysis',
			min: 0,
			max: layerOf(subject).heads - 1,
			default: 0
		})
	}),
	pictures(subject) {
		const { heads, patterns } = layerOf(subject);
		const ofBlock = (block: number) =>
			Array.from({ length: heads }, (_, head) =>
				patterns.length > 1 ? { block, head } : { head }
			);
		return patterns.flatMap((_, i) => ofBlock(patterns.length - 1 - i));
	},
	refuse: (subject) =>
		subject.model.attention?.(subject.params, subject.shape) === undefined
			? 'This model has no attention from a single answer position.'
			: refuseWithoutFrequencies(subject),
	build(context) {
		const { chunks, output } = context;
		for (const [block, name] of layerOf(context).patterns.entries()) {
			output(outputOf(block), ...chunks.map((chunk) => patternOf(chunk, name)));
		}
	},
	async compute(run) {
		const { shape, controls } = run;
		const { heads, patterns } = layerOf(run);
		const block = patterns.length > 1 ? numberControl(controls, 'block') : 0;
		const [pattern = new Float64Array(0)] = await run.compute([outputOf(block)]);
		const sizes = { pairs: shape.examples, heads };
		const to = (head: number, position: number) => attentionTo(pattern, sizes, head, position);
		const each = Array.from({ length: heads }, (_, head) => {
			const best = bestAttentionFit(attentionFits(pairsByElement(run, to(head, 0)), groupOf(run)));
			const { frequency = NaN, alpha = NaN, beta = NaN, explained = NaN } = best ?? {};
			const name = `head ${String(head)}`;
			const toSelf = mean(to(head, 2));
			return { toSelf, row: { name, values: [frequency, alpha, beta, explained, toSelf] } };
		});
		const table: TablePart = {
			kind: 'table',
			title: 'Best wave for each head’s attention to a',
			columns: [
				{ label: 'head', unit: 'name' },
				{ label: 'k', unit: 'count' },
				{ label: 'α', unit: 'plain' },
				{ label: 'β', unit: 'plain' },
				{ label: 'R²', unit: 'fraction' },
				{ label: 'mean attention to "="', unit: 'fraction' }
			],
			rows: each.map(({ row }) => row)
		};
		const waves = each.filter(({ row }) => (row.values[3] ?? NaN) >= WAVE).length;
		const head = numberControl(controls, 'head');
		const title = (position: string) => `Head ${String(head)}: attention to ${position}`;
		return {
			facts: [
				{
					label: 'mean attention from "=" to "="',
					value: each.reduce((sum, { toSelf }) => sum + toSelf, 0) / heads,
					unit: 'fraction',
					definition: 'Mean over all pairs and heads.'
				}
			],
			summary: `The attention of ${String(waves)} of ${String(heads)} heads to a is a wave of one frequency.`,
			parts: [grid(title('a'), to(head, 0), run), grid(title('b'), to(head, 1), run), table]
		};
	}
});
