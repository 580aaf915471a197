import { expect, test } from 'vitest';
import { optimizers } from '../../../src/engine/optimizers/index.ts';
import { OPTIMIZER_CASES } from '../../support/ops/optimizer-cases.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { normError } from '../../support/tolerance.ts';
import { SLOT_PARITY_CASES } from '../../support/torch-parity.ts';
import { openReference, ToyTrainer } from '../../support/runs/toy-training.ts';

const STEPS = 20;
// Float64 on both sides: 20 updates of a few roundings each, which AdamW's division by sqrt(v)
// enlarges.
const TOLERANCE = 1e-11;

test('every optimizer is compared', () => {
	const bySlot = SLOT_PARITY_CASES.map(({ file }) => /-([a-z]+)\.json$/.exec(file)?.[1]);
	const compared = new Set([...OPTIMIZER_CASES.map(({ optimizer }) => optimizer), ...bySlot]);
	expect([...compared].toSorted()).toEqual([...optimizers.ids].toSorted());
});

test.each(OPTIMIZER_CASES)(
	'$title: 20 steps at p = 7 are those of PyTorch',
	async ({ optimizer, params, plain }) => {
		const toy = await ToyTrainer.open(toyRun({ optimizer, params }), openReference);
		const expected = plain();
		const read = async (name: string) => {
			const [array] = await toy.session.read([{ name }]);
			return Float64Array.from(array ?? []);
		};
		const weights = await read('parameters');
		for (let step = 1; step <= STEPS; step++) {
			await toy.train(step);
			expected.step(weights, await read('gradients'));
			expect(normError(await read('parameters'), weights), `after ${step} steps`).toBeLessThan(
				TOLERANCE
			);
		}
	}
);
