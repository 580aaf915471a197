import { LabError } from '../core/lab-error.ts';
import type { Tensor } from '../ops/define.ts';
import { add } from '../ops/elementwise/add.ts';
import { blend } from '../ops/elementwise/blend.ts';
import { columnSum } from '../ops/rows/column-sum.ts';
import { linear } from '../ops/matmul/linear.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import type { Intervention, InterventionContext } from './define.ts';
import { multipliedReadOut } from './start.ts';
import { MLP, UNEMBED } from './transformer-parts.ts';

/** Activations at the last position, by the names of their hooks. */
const SKIP = 'blocks.0.hook_resid_pre';
const ATTENDED = 'blocks.0.hook_attn_out';
const MIDDLE = 'blocks.0.hook_resid_mid';

/**
 * An activation, for every chunk.
 * @throws LabError `internal` if the plain formulation has no activation of this name
 */
const named = ({ chunks }: InterventionContext, name: string): readonly Tensor[] =>
	chunks.map((activations) => {
		const tensor = activations[name];
		if (tensor === undefined) throw new LabError('internal', `no activation "${name}"`);
		return tensor;
	});

/** An activation with its rows replaced; the sum is taken over the examples of all chunks. */
function replaced(context: InterventionContext, name: string): readonly Tensor[] {
	const { graph, weights } = context;
	const rows = named(context, name);
	const sum = rows
		.map((chunk) => graph.one(columnSum, [chunk], {}))
		.reduce((left, right) => graph.one(add, [left, right], {}));
	return rows.map((chunk) => graph.one(blend, [chunk, sum, weights], {}));
}

/** What the MLP adds to the stream, computed from its hidden activations. */
function written({ graph, parameter }: InterventionContext, hidden: Tensor): Tensor {
	const inputs = [hidden, parameter(`${MLP}W_out`), parameter(`${MLP}b_out`)];
	return graph.one(linear, inputs, { activation: 'none' });
}

/** W_U times the output multiplier. */
const readOut = ({ params, ...context }: InterventionContext): Tensor =>
	multipliedReadOut(
		{ ...context, params: { output_multiplier: Number(params['output_multiplier']) } },
		UNEMBED
	);

/** Logits from the residual stream before the MLP. */
function fromMiddle(context: InterventionContext, middle: Tensor): Tensor {
	const { graph, parameter } = context;
	const inputs = [middle, parameter(`${MLP}W_in`), parameter(`${MLP}b_in`)];
	const hidden = graph.one(linear, inputs, { activation: 'relu' });
	const post = graph.one(add, [middle, written(context, hidden)], {});
	return graph.one(matmul, [post, readOut(context)], {});
}

/** The residual stream before the MLP: the sum of two paths, one of them replaced. */
function beforeMlp(context: InterventionContext, path: string, other: string): readonly Tensor[] {
	const others = named(context, other);
	return replaced(context, path).map((rows, i) =>
		fromMiddle(context, context.graph.one(add, [rows, others[i] ?? rows], {}))
	);
}

/**
 * The paths of the one-layer transformer at "=" (Nanda et al. 2023, section 4.4 and appendix).
 * Means are over all examples.
 */
export const transformerInterventions: readonly Intervention[] = [
	{
		id: 'attention',
		label: 'Attention',
		forward: (context) => beforeMlp(context, ATTENDED, SKIP)
	},
	{
		id: 'attention-skip',
		label: 'Skip around attention',
		forward: (context) => beforeMlp(context, SKIP, ATTENDED)
	},
	{
		id: 'mlp-skip',
		label: 'Skip around the MLP',
		forward(context) {
			const { graph } = context;
			const hidden = named(context, `${MLP}hook_post`);
			return replaced(context, MIDDLE).map((rows, i) => {
				const added = written(context, hidden[i] ?? rows);
				const post = graph.one(add, [rows, added], {});
				return graph.one(matmul, [post, readOut(context)], {});
			});
		}
	}
];
