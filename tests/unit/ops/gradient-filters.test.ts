import { expect, test } from 'vitest';
import { f32, u32 } from '../../../src/engine/core/tensor.ts';
import { orthogonalGradient } from '../../../src/engine/ops/updates/orthogonal-gradient.ts';
import { referenceOp } from '../../support/ops/run-op.ts';

test('an orthogonal gradient has no part along the weights, and the norm of the gradient if rescaled', () => {
	const [gradients, weights] = [Float64Array.of(3, 1, -2), Float64Array.of(1, 2, 2)];
	const updated = (isRescaled: number) => {
		const inputs = [f32(3), f32(3), f32(1, 1), u32(1)];
		const arrays = [gradients, weights, Float64Array.of(isRescaled), Uint32Array.of(0)];
		const opCase = { name: 'by hand', inputs, attributes: {} };
		const [result = new Float64Array()] = referenceOp(orthogonalGradient, opCase, arrays).updated;
		return [...result];
	};
	// <w, g> = 1, <w, w> = 9, |g|^2 = 14, and what is left has 14 - 1 / 9.
	const left = [3 - 1 / 9, 1 - 2 / 9, -2 - 2 / 9];
	const factor = Math.sqrt(14 / (14 - 1 / 9));
	updated(0).forEach((value, i) => expect(value).toBeCloseTo(left[i] ?? NaN, 14));
	updated(1).forEach((value, i) => expect(value).toBeCloseTo(factor * (left[i] ?? NaN), 14));
});
