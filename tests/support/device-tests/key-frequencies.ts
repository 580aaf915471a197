import { expect, test } from 'vitest';
import type { TestDevice } from '../test-device.ts';
import { expectDecidedWithin, expectSameInAnyBursts, MEASURED_RULES } from '../key-rules.ts';
import { openReference } from '../runs/toy-training.ts';

export const testKeyFrequencies = (devices: readonly TestDevice[]) => {
	const cases = MEASURED_RULES.flatMap((rule) => devices.map((device) => ({ rule, ...device })));
	test.each(cases)(
		'$rule, $device: an evaluation decides by itself, and as the reference',
		async ({ rule, kind, open }) => {
			const model = 'one-layer-transformer';
			const keys = await expectDecidedWithin(rule, model, open, kind);
			expect(keys).toEqual(await expectDecidedWithin(rule, model, openReference, kind));
		}
	);

	test.each(
		devices.slice(0, 1).flatMap(({ open }) => MEASURED_RULES.map((rule) => ({ rule, open })))
	)('$rule: the same evaluations in bursts of any size', async ({ rule, open }) => {
		const { evaluations } = await expectSameInAnyBursts(rule, open, 24);
		expect(evaluations[0]?.length).toBeGreaterThan(20);
	});
};
