import type { OpSpec } from '../define.ts';
import { defineElementwise } from './elementwise.ts';

type MultiplyAttributes = { readonly alpha: number };

/** result = alpha x y, same shapes. */
export const multiply: OpSpec<MultiplyAttributes> = defineElementwise({
	id: 'multiply',
	inputs: ['x', 'y'],
	attributes: { alpha: 2 },
	wasm: ({ alpha }) => ({ kernel: 'multiply', numbers: [alpha] }),
	value: (x, y, { alpha }) => alpha * x * y,
	params: ({ alpha }) => [['alpha', 'f32', alpha]],
	anyAttributes: (draw) => ({ alpha: draw.oneOf(1, -0.25, 3) }),
	float32: () => 2,
	vjp: ({ graph, input, cotangent, needs, attributes }) => [
		needs(0) ? graph.one(multiply, [input(1), cotangent(0)], attributes) : undefined,
		needs(1) ? graph.one(multiply, [input(0), cotangent(0)], attributes) : undefined
	]
});
