import { defineElementwise } from './elementwise.ts';
import { multiply } from './multiply.ts';

/** result = x^2. */
export const square = defineElementwise({
	id: 'square',
	inputs: ['x'],
	attributes: {},
	wasm: () => ({ kernel: 'square' }),
	value: (x) => x * x,
	vjp: ({ graph, input, cotangent }) => [
		graph.one(multiply, [input(0), cotangent(0)], { alpha: 2 })
	]
});
