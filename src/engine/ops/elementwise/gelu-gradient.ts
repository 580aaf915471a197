import { erf } from '../../core/error-function.ts';
import type { OpSpec } from '../define.ts';
import { defineElementwise } from './elementwise.ts';
import { rounded } from '../op-case.ts';

export type GeluAttributes = {
	/** As in PyTorch: `none` is exact. */
	readonly approximate: 'none' | 'tanh';
};

/** d gelu(x) / d x. */
function slope(x: number, { approximate }: GeluAttributes): number {
	if (approximate === 'none') {
		const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
		return (1 + erf(x / Math.SQRT2)) / 2 + x * density;
	}
	const root = Math.sqrt(2 / Math.PI);
	const share = 1 / (1 + Math.exp(-2 * root * (x + 0.044715 * x ** 3)));
	return share + x * share * (1 - share) * 2 * root * (1 + 3 * 0.044715 * x * x);
}

/** result = d_y gelu'(x): Phi(x) + x phi(x), or the slope of the approximation. */
export const geluGradient: OpSpec<GeluAttributes> = defineElementwise<GeluAttributes>({
	id: 'gelu-gradient',
	inputs: ['x', 'd_y'],
	attributes: { approximate: 'none' },
	value: (x, dy, attributes) => dy * slope(x, attributes),
	wasm: ({ approximate }) => ({
		kernel: 'geluGradient',
		numbers: [approximate === 'tanh' ? 1 : 0],
		ns: 3
	}),
	libraries: ['gelu'],
	params: ({ approximate }) => [['is_tanh', 'u32', approximate === 'tanh' ? 1 : 0]],
	anyAttributes: (draw) => ({ approximate: draw.oneOf('none', 'tanh') }),
	// The slope lies between -0.2 and 1.2: Phi within 8 ULP of 1, its product with x within 8 more.
	float32: ({ input }) => [rounded(16, input(1))],
	flop: 30,
	withoutGradient: 'the gradient of another op'
});
