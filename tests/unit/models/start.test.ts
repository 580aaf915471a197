import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { models } from '../../../src/engine/models/index.ts';
import { buildRun, planData } from '../../../src/engine/trainer/build/build-run.ts';
import { initialParameters } from '../../../src/engine/trainer/data/initialize.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { TOLERANCE } from '../../support/tolerance.ts';
import { relativeToLargest } from '../../support/torch-parity.ts';

type Params = Readonly<Record<string, ParamValue>>;

const READ_OUTS = /^(W|mlp\.W_out|mlp\.b_out|unembed\..*)$/;
const wholes = models.all.flatMap(({ id: model, formulations }) =>
	formulations.map(({ id: formulation }) => ({ model, formulation }))
);

/** Losses of all examples, with the read-out of the initial weights multiplied. */
async function lossesOf(toy: { model: string; formulation: string }, params: Params, factor = 1) {
	const run = buildRun(toyRun({ model: toy.model, params }), { formulation: toy.formulation });
	const session = new ReferenceSession(run.plan);
	for (const [name, data] of planData(run.plan)) session.write(name, data);
	const weights = Float64Array.from(initialParameters(run.parameters, 11));
	for (const { name, offset, shape } of run.plan.parameters) {
		const end = offset + shape.reduce((count, size) => count * size, 1);
		if (!READ_OUTS.test(name)) continue;
		for (let i = offset; i < end; i++) weights[i] = factor * (weights[i] ?? NaN);
	}
	session.write('parameters', weights);
	session.run('evaluate', 1);
	const [losses = []] = await session.read([{ name: 'evaluate.loss' }]);
	return { losses: [...losses], outputs: run.outputs };
}

test.each(wholes)(
	'$model, $formulation: the output multiplier multiplies the logits',
	async (toy) => {
		const { losses } = await lossesOf(toy, { output_multiplier: 3 });
		const { losses: expected } = await lossesOf(toy, {}, 3);
		const { losses: plain } = await lossesOf(toy, {});
		expect(relativeToLargest(losses, expected)).toBeLessThan(TOLERANCE.referenceParity);
		expect(relativeToLargest(losses, plain)).toBeGreaterThan(0.1);
	}
);

test.each(wholes)('$model, $formulation: a zero read-out guesses at first', async (toy) => {
	const { losses, outputs } = await lossesOf(toy, { zero_readout: true });
	for (const loss of losses) expect(loss).toBeCloseTo(Math.log(outputs), 12);
});

describe('the initial scale', () => {
	test.each(models.ids)('%s: multiplies all weights and biases but no gain', (model) => {
		const weightsOf = (init_scale: number) => {
			const { plan, parameters } = buildRun(toyRun({ model, params: { init_scale } }));
			return { plan, parameters, flat: initialParameters(parameters, 3) };
		};
		const [plain, larger] = [weightsOf(1), weightsOf(8)];
		for (const [i, { offset, shape }] of plain.plan.parameters.entries()) {
			const count = shape.reduce((product, size) => product * size, 1);
			const factor = plain.parameters[i]?.init.kind === 'ones' ? 1 : 8;
			const expected = plain.flat.subarray(offset, offset + count).map((w) => factor * w);
			const got = larger.flat.subarray(offset, offset + count);
			// A power of two: float32 rounds alike.
			expect(got).toEqual(expected);
		}
	});
});

test('with a tied unembedding there is no read-out that could be zero', () => {
	for (const model of ['mlp', 'transformer']) {
		const { params, model: spec } = toyRun({
			model,
			params: { tied_unembedding: true, operand_embedding: 'shared', zero_readout: true }
		});
		expect(spec.refuse?.(params)).toContain('cannot start at zero');
	}
});
