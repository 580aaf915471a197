import { expect, test } from 'vitest';
import { ADAPTER_KINDS, openGpuSession } from '../../support/gpu-session.ts';
import {
	expectDecidedWithin,
	expectSameInAnyBursts,
	MEASURED_RULES
} from '../../support/key-rules.ts';
import { openReference } from '../../support/runs/toy-training.ts';

const cases = MEASURED_RULES.flatMap((rule) => ADAPTER_KINDS.map((kind) => ({ rule, kind })));

test.each(cases)(
	'$rule, kernels for $kind: an evaluation decides by itself, and as the reference',
	async ({ rule, kind }) => {
		const model = 'one-layer-transformer';
		const keys = await expectDecidedWithin(rule, model, (plan) => openGpuSession(plan, kind), kind);
		expect(keys).toEqual(await expectDecidedWithin(rule, model, openReference, kind));
	}
);

test.each(MEASURED_RULES)('%s: the same evaluations in bursts of any size', async (rule) => {
	const { evaluations } = await expectSameInAnyBursts(rule, openGpuSession, 24);
	expect(evaluations[0]?.length).toBeGreaterThan(20);
});
