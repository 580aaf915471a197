import type { ParamsOf } from '../core/param-schema.ts';
import { portableCubeRoot } from '../core/portable-cube-root.ts';
import { gatherAdd } from '../ops/rows/gather-add.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { square } from '../ops/elementwise/square.ts';
import { defineModel, type ForwardResult, type ModelContext } from './define.ts';
import { multipliedReadOut, startParams, started } from './start.ts';
import { hiddenWidthParam } from './shared-params.ts';

const params = { d_mlp: hiddenWidthParam, ...startParams } as const;
type Context = ModelContext<ParamsOf<typeof params>>;

/** The plain formulation: the first layer is a sum of two gathered rows. */
function gathered(context: Context): ForwardResult {
	const { graph, shape, batch, parameter } = context;
	const p = shape.classes;
	const a = batch.index('batch.a', p, ([left = 0]) => [left]);
	const b = batch.index('batch.b', p, ([, right = 0]) => [right]);
	const sources = [parameter('U'), parameter('V'), a.index, b.index];
	const preActivation = graph.one(gatherAdd, sources, {}, 'hook_pre');
	const hidden = graph.one(square, [preActivation], {}, 'hook_post');
	const logits = graph.one(matmul, [hidden, multipliedReadOut(context, 'W')], {}, 'logits');
	return { logits, activations: { hook_pre: preActivation, hook_post: hidden } };
}

/**
 * f(a, b) = (U[a] + V[b])^2 W, no biases (Doshi et al. 2023, arXiv 2310.13061, section 2): the
 * first layer on one-hot inputs is a sum of two rows. Weights ~ N(0, sigma^2), sigma = (16
 * N)^(-1/3).
 */
export const quadraticMlp = defineModel({
	id: 'quadratic-mlp',
	label: 'Quadratic MLP',
	cite: 'Doshi et al. 2023',
	params,
	roles: () => ({ embedding: 'U', rightEmbedding: 'V' }),
	neurons: (values) => ({
		count: values.d_mlp,
		activation: 'hook_post',
		logitMap: (context) => multipliedReadOut({ ...context, params: values }, 'W'),
		inputMaps: ({ parameter }) => [parameter('U'), parameter('V')]
	}),
	refuseTask: ({ operands }) =>
		operands === 2
			? undefined
			: `model: the quadratic MLP is written for pairs: expected 2 operands, got ${String(operands)}`,
	outputs: (_, { classes }) => classes,
	parameters(values, { classes }) {
		const { d_mlp } = values;
		const init = { kind: 'normal', std: 1 / portableCubeRoot(16 * d_mlp) } as const;
		const specs = [
			{ name: 'U', shape: [classes, d_mlp], kind: 'embedding', init },
			{ name: 'V', shape: [classes, d_mlp], kind: 'embedding', init },
			{ name: 'W', shape: [d_mlp, classes], kind: 'unembedding', init }
		] as const;
		return started(specs, values, ['W']);
	},
	formulations: [{ id: 'gathered', forward: gathered }],
	preferred: () => ({ gpu: 'gathered', software: 'gathered' })
});
