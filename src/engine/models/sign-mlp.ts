import type { ParamsOf } from '../core/param-schema.ts';
import { gatherRows } from '../ops/rows/gather-rows.ts';
import { linear } from '../ops/matmul/linear.ts';
import { defineModel, type ForwardResult, type ModelContext } from './define.ts';
import { hiddenWidthParam } from './shared-params.ts';
import { multipliedReadOut, startParams, started } from './start.ts';

const params = { d_mlp: hiddenWidthParam, ...startParams } as const;
type Context = ModelContext<ParamsOf<typeof params>>;

function forward(built: Context): ForwardResult {
	const { graph, shape, batch, parameter, constant } = built;
	const { context } = shape;
	const tokens = batch.index('batch.tokens', 2, (bits) => bits, context);
	const signs = constant('signs', [2, 1], () => Float64Array.of(-1, 1));
	const input = graph.reshape(graph.one(gatherRows, [signs, tokens.index], {}), [
		batch.rows,
		context
	]);
	const hidden = graph.one(
		linear,
		[input, parameter('mlp.W_in'), parameter('mlp.b_in')],
		{ activation: 'relu' },
		'mlp.hook_post'
	);
	const logits = graph.one(
		linear,
		[hidden, multipliedReadOut(built, 'mlp.W_out'), multipliedReadOut(built, 'mlp.b_out')],
		{ activation: 'none' },
		'logits'
	);
	return { logits, activations: { 'mlp.hook_post': hidden } };
}

/**
 * One hidden ReLU layer on bits as −1 and 1 (Merrill et al. 2023), with one output per class.
 * Weights and biases start uniform in ±1 / sqrt(inputs), as in PyTorch's `nn.Linear`, because the
 * paper does not state its initialization.
 */
export const signMlp = defineModel({
	id: 'sign-mlp',
	label: 'MLP on bits',
	cite: 'Merrill et al. 2023',
	params,
	roles: () => ({ embedding: 'mlp.W_in' }),
	neurons: (values) => ({
		count: values.d_mlp,
		activation: 'mlp.hook_post',
		logitMap: (context) => multipliedReadOut({ ...context, params: values }, 'mlp.W_out')
	}),
	refuseTask: ({ vocabulary }) =>
		vocabulary === 2
			? undefined
			: `model: the MLP on bits reads tokens 0 and 1: expected a vocabulary of 2, got ${String(vocabulary)}`,
	outputs: (_, { classes }) => classes,
	parameters(values, { context, classes }) {
		const { d_mlp } = values;
		const uniform = (inputs: number) =>
			({ kind: 'uniform', bound: 1 / Math.sqrt(inputs) }) as const;
		const specs = [
			{ name: 'mlp.W_in', shape: [context, d_mlp], kind: 'hidden', init: uniform(context) },
			{ name: 'mlp.b_in', shape: [d_mlp], kind: 'bias', init: uniform(context) },
			{ name: 'mlp.W_out', shape: [d_mlp, classes], kind: 'unembedding', init: uniform(d_mlp) },
			{ name: 'mlp.b_out', shape: [classes], kind: 'bias', init: uniform(d_mlp) }
		] as const;
		return started(specs, values, ['mlp.W_out', 'mlp.b_out']);
	},
	formulations: [{ id: 'dense', forward }],
	preferred: () => ({ gpu: 'dense', software: 'dense' })
});
