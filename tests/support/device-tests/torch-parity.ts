import { expect, test } from 'vitest';
import type { TestDevice } from '../test-device.ts';
import {
	measureParity,
	PARITY_CASES,
	relativeNorm,
	SLOT_PARITY_CASES,
	type ParityCase
} from '../torch-parity.ts';

const casesOn = (parities: readonly ParityCase[], devices: readonly TestDevice[]) =>
	parities.flatMap((parity) => devices.map((device) => ({ ...parity, ...device })));

/** Networks that AdamW trains. */
export const testTorchParity = (devices: readonly TestDevice[]) =>
	test.each(casesOn(PARITY_CASES, devices))('$device follows PyTorch: $title', async (item) => {
		const errors = await measureParity(item, item.open, relativeNorm);
		expect(errors.compared).toBe(errors.expected);
		// Bounds of the issue: float32 sums of at most a few hundred terms stay below 1e-5
		// relative.
		expect(errors.loss).toBeLessThan(1e-5);
		for (const [name, error] of errors.gradients) expect(error, `grad ${name}`).toBeLessThan(1e-5);
		for (const [name, error] of errors.weights) expect(error, `final ${name}`).toBeLessThan(1e-4);
	});

/** Optimizers that treat weights by their kind. */
export const testSlotParity = (devices: readonly TestDevice[]) =>
	test.each(casesOn(SLOT_PARITY_CASES, devices))(
		'$device follows PyTorch for 30 steps: $file, $formulation',
		async (item) => {
			const errors = await measureParity(item, item.open, relativeNorm);
			expect(errors.compared).toBe(31);
			for (const [name, error] of errors.gradients) {
				expect(error, `grad ${name}`).toBeLessThan(1e-5);
			}
			// A singular value of 1e-3 of the norm becomes 1, which scales float32's rounding with
			// it: 1e-4 of a step, times 30 steps.
			expect(errors.loss).toBeLessThan(1e-3);
			for (const [name, error] of errors.weights) expect(error, `final ${name}`).toBeLessThan(1e-3);
		}
	);
