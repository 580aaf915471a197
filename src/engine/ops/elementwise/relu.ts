import { defineElementwise } from './elementwise.ts';
import { reluBackward } from './relu-backward.ts';

/** result = max(x, 0). */
export const relu = defineElementwise({
	id: 'relu',
	inputs: ['x'],
	attributes: {},
	wasm: () => ({ kernel: 'relu' }),
	value: (x) => Math.max(0, x),
	float32: () => 0,
	vjp: ({ graph, output, cotangent }) => [graph.one(reluBackward, [output(0), cotangent(0)], {})]
});
