import { expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { buildRun, planData } from '../../../src/engine/trainer/build/build-run.ts';
import { directionOf } from '../../support/ops/finite-difference.ts';
import { initialParameters } from '../../../src/engine/trainer/data/initialize.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { TOLERANCE } from '../../support/tolerance.ts';

const STEP = 1e-6;
const wholes = models.all.flatMap(({ id: model, formulations }) =>
	formulations.flatMap(({ id: formulation }) =>
		losses.ids.map((loss) => ({ model, formulation, loss }))
	)
);

test.each(wholes)(
	'$model, $formulation, $loss: the gradient is the slope',
	async ({ model, formulation, loss }) => {
		// An empty schedule of SGD has rate and decay 0: the update leaves the weights as they are.
		const run = buildRun(toyRun({ model, loss, optimizer: 'sgd' }), { formulation });
		const session = new ReferenceSession(run.plan);
		for (const [name, data] of planData(run.plan)) session.write(name, data);
		const weights = Float64Array.from(initialParameters(run.parameters, 11));
		// Biases start at zero, which would not distinguish them from padding.
		directionOf(weights.length, 99).forEach(
			(value, i) => (weights[i] = (weights[i] ?? 0) + 0.1 * value)
		);
		const lossAt = async (point: Float64Array) => {
			session.write('parameters', point);
			session.write('train.clock', Uint32Array.of(0));
			session.run('train', 1);
			const [ring] = await session.read([{ name: 'train.ring', count: 1 }]);
			return (ring?.[0] ?? NaN) / run.trainCount;
		};
		await lossAt(weights);
		const slots = run.plan.parameters;
		const gradients = await session.read(slots.map(({ name }) => ({ name: `grad ${name}` })));
		for (const seed of [1, 2, 3, 4]) {
			const direction = directionOf(weights.length, seed);
			const along = (sign: number) =>
				weights.map((value, i) => value + sign * STEP * (direction[i] ?? 0));
			const measured = ((await lossAt(along(1))) - (await lossAt(along(-1)))) / (2 * STEP);
			const terms = slots.flatMap(({ offset }, k) =>
				[...(gradients[k] ?? [])].map((value, i) => value * (direction[offset + i] ?? NaN))
			);
			const claimed = terms.reduce((sum, value) => sum + value, 0);
			const scale = terms.reduce((sum, value) => sum + Math.abs(value), 0);
			expect(scale).toBeGreaterThan(0);
			expect(Math.abs(measured - claimed)).toBeLessThan(TOLERANCE.finiteDifference * scale);
		}
	}
);
