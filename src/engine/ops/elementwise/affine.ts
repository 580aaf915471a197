import { rounded } from '../op-case.ts';
import type { OpSpec } from '../define.ts';
import { defineElementwise } from './elementwise.ts';

type AffineAttributes = { readonly alpha: number; readonly beta: number };

/** result = alpha x + beta. */
export const affine: OpSpec<AffineAttributes> = defineElementwise<AffineAttributes>({
	id: 'affine',
	inputs: ['x'],
	attributes: { alpha: 0.75, beta: -1.5 },
	wasm: ({ alpha, beta }) => ({ kernel: 'affine', numbers: [alpha, beta] }),
	value: (x, _, { alpha, beta }) => alpha * x + beta,
	params: ({ alpha, beta }) => [
		['alpha', 'f32', alpha],
		['beta', 'f32', beta]
	],
	anyAttributes: (draw) => ({ alpha: draw.oneOf(1, -0.25, 3), beta: draw.oneOf(0, 1, -0.6) }),
	// The factor, the addend and alpha x round before the sum does.
	float32: ({ input, attributes: { alpha, beta } }) => [
		rounded(
			3,
			input(0).map((x) => Math.abs(alpha * x) + Math.abs(beta))
		)
	],
	flop: 2,
	vjp: ({ graph, cotangent, attributes: { alpha } }) => [
		graph.one(affine, [cotangent(0)], { alpha, beta: 0 })
	]
});
