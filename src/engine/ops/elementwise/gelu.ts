import { erf } from '../../core/error-function.ts';
import type { OpSpec } from '../define.ts';
import { defineElementwise } from './elementwise.ts';
import { geluGradient, type GeluAttributes } from './gelu-gradient.ts';
import { rounded } from '../op-case.ts';

/**
 * result = x Phi(x), Phi the standard normal distribution function: exact by erf (PyTorch's
 * default), or Phi(x) = 1 / (1 + exp(-2 u)), u = sqrt(2 / pi) (x + 0.044715 x^3), PyTorch's `tanh`.
 */
export const gelu: OpSpec<GeluAttributes> = defineElementwise<GeluAttributes>({
	id: 'gelu',
	inputs: ['x'],
	attributes: { approximate: 'none' },
	value(x, _, { approximate }) {
		if (approximate === 'none') return (x / 2) * (1 + erf(x / Math.SQRT2));
		const u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
		return x / (1 + Math.exp(-2 * u));
	},
	wasm: ({ approximate }) => ({ kernel: 'gelu', numbers: [approximate === 'tanh' ? 1 : 0], ns: 2 }),
	libraries: ['gelu'],
	params: ({ approximate }) => [['is_tanh', 'u32', approximate === 'tanh' ? 1 : 0]],
	anyAttributes: (draw) => ({ approximate: draw.oneOf('none', 'tanh') }),
	// Phi is within 8 ULP of 1: erf within 4, the argument of exp times its slope within 3.
	float32: ({ input }) => [rounded(8, input(0))],
	flop: 20,
	vjp: ({ graph, input, cotangent, attributes }) => [
		graph.one(geluGradient, [input(0), cotangent(0)], attributes)
	]
});
