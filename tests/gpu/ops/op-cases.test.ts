import { expect, test } from 'vitest';
import { ops } from '../../../src/engine/ops/index.ts';
import { expectDeviceAgrees } from '../../support/ops/compare-op.ts';
import { DECLARED_CASES, drawInputs } from '../../support/ops/op-case.ts';

const REPLICAS = [0, 1, 2];

test('every op has cases', () => {
	expect(ops.all.filter((op) => op.cases.length === 0)).toEqual([]);
});

test.each(DECLARED_CASES)('$title agrees with float64, R = 1', async ({ op, opCase }) => {
	await expectDeviceAgrees(op, opCase, [drawInputs(opCase, 100)]);
});

test.each(DECLARED_CASES)('$title agrees with float64, R = 3', async ({ op, opCase }) => {
	await expectDeviceAgrees(
		op,
		opCase,
		REPLICAS.map((r) => drawInputs(opCase, 200 + r))
	);
});

// Alternately the even and the odd inputs, so that every binding is shared once and its neighbours
// are not.
test.each(DECLARED_CASES)(
	'$title agrees with float64 on shared data, R = 3',
	async ({ op, opCase }) => {
		const inputs = REPLICAS.map((r) => drawInputs(opCase, 300 + r));
		for (const parity of [0, 1]) {
			const lists = (opCase.indexLists ?? []).flat();
			const shared = opCase.inputs
				.map((_, i) => i)
				.filter((i) => (lists.includes(i) ? parity === 0 : i % 2 === parity))
				.filter((i) => op.updates?.includes(i) !== true);
			if (shared.length > 0) await expectDeviceAgrees(op, opCase, inputs, shared);
		}
	}
);
