import { int } from '../core/param-schema.ts';
import { linear } from '../ops/matmul/linear.ts';
import { gatherRows } from '../ops/rows/gather-rows.ts';
import type { TaskShape } from '../tasks/define.ts';
import {
	defineModel,
	type ForwardResult,
	type ModelContext,
	type ParameterSpec
} from './define.ts';

const params = {
	token_width: int({ label: 'Token width', min: 1, max: 256, default: 6 }),
	layer_width: int({ label: 'Layer width', min: 1, max: 1024, default: 24 })
} as const;

const inputsOf = ({ context }: TaskShape, width: number) => context * width;
const outputsOf = ({ positions, classes }: TaskShape) => positions.length * classes;

function forward({ graph, shape, batch, params: values, parameter }: Context): ForwardResult {
	const { context, vocabulary, positions, classes } = shape;
	const tokens = batch.index('batch.tokens', vocabulary, (example) => example, context);
	const embedded = graph.reshape(
		graph.one(gatherRows, [parameter('embed.W_E'), tokens.index], {}),
		[batch.rows, inputsOf(shape, values.token_width)]
	);
	const activations: Record<string, typeof embedded> = {};
	let residual = embedded;
	for (const layer of [0, 1]) {
		const name = `blocks.${String(layer)}.mlp.hook_post`;
		const [weights, bias] = [
			parameter(`blocks.${String(layer)}.mlp.W_in`),
			parameter(`blocks.${String(layer)}.mlp.b_in`)
		];
		residual = graph.one(linear, [residual, weights, bias], { activation: 'relu' }, name);
		activations[name] = residual;
	}
	const read = [residual, parameter('unembed.W_U'), parameter('unembed.b_U')];
	const logits = graph.one(linear, read, { activation: 'none' });
	return {
		logits: graph.reshape(logits, [batch.rows * positions.length, classes]),
		activations
	};
}
type Context = ModelContext<{ readonly token_width: number }>;

/** All tokens of an example side by side into two hidden layers, read out at every position. */
export const twoLayerMlp = defineModel({
	id: 'two-layer-mlp',
	label: 'MLP of two layers',
	cite: 'tests/toys',
	params,
	roles: () => ({ embedding: 'embed.W_E' }),
	outputs: (_, { classes }) => classes,
	parameters({ token_width: width, layer_width: neurons }, shape) {
		const tensor = (
			name: string,
			kind: ParameterSpec['kind'],
			inputs: number,
			size: readonly number[]
		): ParameterSpec => ({
			...{ name, kind, shape: size },
			init: kind === 'bias' ? { kind: 'zeros' } : { kind: 'normal', std: 1 / Math.sqrt(inputs) }
		});
		const inputs = inputsOf(shape, width);
		const outputs = outputsOf(shape);
		return [
			tensor('embed.W_E', 'embedding', width, [shape.vocabulary, width]),
			tensor('blocks.0.mlp.W_in', 'hidden', inputs, [inputs, neurons]),
			tensor('blocks.0.mlp.b_in', 'bias', inputs, [neurons]),
			tensor('blocks.1.mlp.W_in', 'hidden', neurons, [neurons, neurons]),
			tensor('blocks.1.mlp.b_in', 'bias', neurons, [neurons]),
			tensor('unembed.W_U', 'unembedding', neurons, [neurons, outputs]),
			tensor('unembed.b_U', 'bias', neurons, [outputs])
		];
	},
	formulations: [{ id: 'dense', forward }],
	preferred: () => ({ gpu: 'dense', software: 'dense' })
});
