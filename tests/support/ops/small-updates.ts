import fc from 'fast-check';
import { createRng, type Rng } from '../../../src/engine/core/rng.ts';
import { f32, u32 } from '../../../src/engine/core/tensor.ts';
import type { CaseInputs } from './op-case.ts';

const COUNT = 256;

const between = (rng: Rng, low: number, high: number) => low + (high - low) * rng.nextUniform();
const powerOfTen = (rng: Rng, low: number, high: number) =>
	Math.fround(10 ** between(rng, low, high));

/**
 * One element of second moments: unscaled, as every build wrote it, or minus 2^120 times as much.
 */
const drawMoment = (rng: Rng): number =>
	rng.nextUniform() < 0.5 ? powerOfTen(rng, -37, 30) : -powerOfTen(rng, -37, 12);

/** Exponents of 10 of the scalars of an update, and a seed for its arrays. */
export const SMALL_UPDATES = fc.record({
	seed: fc.nat(1000),
	eps: fc.integer({ min: -30, max: -6 }),
	rate: fc.integer({ min: -5, max: 0 }),
	beta2: fc.constantFrom(0, 0.5, 0.98, 0.9999999)
});

type SmallUpdate = typeof SMALL_UPDATES extends fc.Arbitrary<infer Value> ? Value : never;

/** An update of weights between 1e-12 and 1 by gradients between 1e-30 and 1e15. */
export function smallInputs({ seed, eps, rate, beta2 }: SmallUpdate) {
	const rng = createRng(seed, 'probe');
	const array = (of: () => number) => Float64Array.from({ length: COUNT }, of);
	const signed = (low: number, high: number) => () =>
		(rng.nextUniform() < 0.5 ? -1 : 1) * powerOfTen(rng, low, high);
	const gradients = array(signed(-30, 15));
	// Momentum of another size than the gradients would only show how large a step may become.
	const first = gradients.map((gradient) => Math.fround(gradient * powerOfTen(rng, -3, 3)));
	const row = [0, 10 ** rate, 1.5, 0.9, 0.1, beta2, 1 - beta2, 10 ** eps];
	const inputs: CaseInputs = [
		array(signed(-12, 0)),
		first,
		array(() => drawMoment(rng)),
		gradients,
		Float64Array.from(row, Math.fround),
		Uint32Array.of(0)
	];
	const flat = f32(COUNT);
	const specs = [flat, flat, flat, flat, f32(1, 8), u32(1)];
	return { opCase: { name: 'small updates', inputs: specs, attributes: {} }, inputs };
}
