import { expect, test } from 'vitest';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { measuredColumns } from '../../support/probe-cases.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference } from '../../support/runs/toy-training.ts';

test.each(probes.all)(
	'$id describes the scalars and vectors that it gives, no more and no fewer',
	async ({ id, view, scalars, vectors = [], refuse }) => {
		const switchedOff = probes.ids.filter((other) => other !== id);
		// Label noise, so that the probe of wrong labels applies, too.
		const params = { label_noise: 0.5 };
		const cyclic = toyRun({ switchedOff });
		const subject = { ...cyclic, hasLabelNoise: true, shape: cyclic.task.shape(cyclic.params) };
		const task = refuse(subject) === undefined ? 'modular-addition' : 'permutation-composition';
		const run = buildRun(toyRun({ task, switchedOff, params }), { isEvaluationOnly: true });
		const weights = Float64Array.from({ length: run.plan.parameterElements }, (_, i) =>
			Math.sin(i)
		);
		const [row] = await evaluateOnce(run, openReference, () => weights);
		const got = row ?? expect.fail('no evaluation');
		const tensors = run.parameters.map(({ name }) => name);
		const members = { tensor: tensors, irrep: ['3', '2+1', '1+1+1'] };
		const expected = scalars.flatMap(({ id: scalar, family }) => [
			scalar,
			...(family === undefined ? [] : members[family].map((name) => `${scalar}:${name}`))
		]);
		expect(Object.keys(measuredColumns(got))).toEqual(expected);
		expect(Object.keys(got.vectors)).toEqual(vectors.map((vector) => vector.id));
		for (const values of Object.values(got.vectors)) expect(values).toHaveLength(3);
		expect(Object.keys(got.spectra)).toEqual(view === 'spectrum' ? [id] : []);
	}
);

test('no two probes give a measure of the same id', () => {
	const ids = probes.all.flatMap(({ scalars, vectors = [] }) =>
		[...scalars, ...vectors].map(({ id }) => id)
	);
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids.filter((id) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(id))).toEqual([]);
});
