import type { OpSpec } from '../define.ts';
import { defineElementwise } from './elementwise.ts';

/**
 * result = d_activation where activation > 0, else 0: the gradient of relu from its output. Linear
 * in d_activation.
 */
export const reluBackward: OpSpec = defineElementwise({
	id: 'relu-backward',
	inputs: ['activation', 'd_activation'],
	attributes: {},
	wasm: () => ({ kernel: 'reluBackward' }),
	value: (activation, gradient) => (activation > 0 ? gradient : 0),
	float32: () => 0,
	vjp: ({ graph, input, cotangent }) => [
		undefined,
		graph.one(reluBackward, [input(0), cotangent(0)], {})
	]
});
