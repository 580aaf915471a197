import { defineModel } from './define.ts';
import { mlpForward, mlpLogitMap, operandTables } from './mlp-forward.ts';
import { mlpParams, refuseMlp } from './mlp-params.ts';
import { embeddingsOf, layerPrefix, mlpWeights, operandWeights } from './mlp-weights.ts';

/**
 * The MLPs of the literature on modular arithmetic: one-hot or embedded operands, side by side or
 * added, 1 to 3 layers of ReLU, GELU, squares or bilinear neurons. Among them are those of Prieto
 * et al. 2025 ([200, 200], no biases, PyTorch's default), of He et al. 2026 (added one-hots), of
 * the eNTK notes (squares, muP), of the explorable of PAIR (one embedding, added, tied), and the
 * bilinear one of tensor similarity.
 */
export const mlp = defineModel({
	id: 'mlp',
	label: 'MLP, 1 to 3 layers',
	cite: 'Prieto et al. 2025',
	params: mlpParams,
	roles(params) {
		const [embedding, rightEmbedding] = embeddingsOf(params) ?? operandWeights(params, 'W');
		return rightEmbedding === embedding ? { embedding } : { embedding, rightEmbedding };
	},
	isTied: ({ tied_unembedding: isTied }) => isTied,
	neurons: (params, shape) => ({
		count: params.d_mlp,
		activation: `${layerPrefix(params.n_hidden - 1)}hook_post`,
		logitMap: (context) => mlpLogitMap({ ...context, params, shape }),
		...(params.n_hidden === 1 && params.neuron_activation !== 'bilinear'
			? { inputMaps: (context) => operandTables({ ...context, params, shape }, 'W') }
			: {})
	}),
	refuse: refuseMlp,
	refuseTask: ({ operands }) =>
		operands === 2
			? undefined
			: `model: the MLP is written for pairs: expected 2 operands, got ${String(operands)}`,
	outputs: (_, { classes }) => classes,
	parameters: mlpWeights,
	formulations: [{ id: 'gathered', forward: mlpForward }],
	preferred: () => ({ gpu: 'gathered', software: 'gathered' })
});
