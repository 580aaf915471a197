import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { f32 } from '../../../src/engine/core/tensor.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import type { ProbeResult, ProbeSpec } from '../../../src/engine/probes/define.ts';
import { embeddingSpectrum } from '../../../src/engine/probes/embedding-spectrum.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { weightNorm } from '../../../src/engine/probes/weight-norm.ts';
import { modularAddition } from '../../../src/engine/tasks/modular-addition.ts';
import { planData } from '../../../src/engine/trainer/build-run.ts';

const WIDTH = 3;

/** What a probe says of an embedding [rows, 3] given row by row, among p residues. */
async function probe(
	spec: ProbeSpec,
	p: number,
	rows: readonly (readonly number[])[]
): Promise<ProbeResult> {
	const graph = new GraphBuilder();
	const sizes = modularAddition.sizes({ p });
	const embedding = graph.declareParameter('embedding', [rows.length, WIDTH]);
	const parameters = graph.state('parameters', f32(graph.parameterElements));
	graph.beginSegment('evaluate');
	const values = spec.record({
		recorder: graph,
		sizes,
		parameters,
		role: () => embedding,
		constant: (name, shape, fill) => graph.data(name, { shape, dtype: 'f32' }, true, fill)
	});
	const plan = compilePlan(graph, { replicas: 1, keep: [values] });
	const session = new ReferenceSession(plan);
	for (const [name, data] of planData(plan)) session.write(name, data);
	session.write('embedding', Float64Array.from(rows.flat()));
	session.run('evaluate', 1);
	const [read] = await session.read([{ name: values.name }]);
	return spec.finish(read ?? new Float64Array(0), sizes);
}

const wave = (p: number, k: number, phase: number) =>
	Array.from({ length: p }, (_, i) => [0, 2 * Math.cos((2 * Math.PI * k * i) / p + phase), 5]);

describe('embedding-spectrum', () => {
	test.each([7, 8, 2, 3, 31])(
		'a pure wave lights one bar at every frequency of p = %i',
		async (p) => {
			for (let k = 1; k <= Math.floor(p / 2); k++) {
				const isLastOfEven = 2 * k === p;
				const { spectrum, scalars } = await probe(
					embeddingSpectrum,
					p,
					wave(p, k, isLastOfEven ? 0 : 0.7)
				);
				expect(spectrum).toHaveLength(Math.floor(p / 2));
				spectrum?.forEach((power, i) => {
					// Amplitude 2: energy 4 p / 2, and 4 p for the alternating sign; the constant column is no frequency.
					const energy = isLastOfEven ? 4 * p : 2 * p;
					expect(power).toBeCloseTo(i + 1 === k ? energy : 0, 10);
				});
				expect(scalars['embedding_top_5_share']).toBeCloseTo(1, 12);
			}
		}
	);

	test('leaves the row of "=" out', async () => {
		const rows = wave(7, 2, 0.3);
		const without = await probe(embeddingSpectrum, 7, rows);
		const { spectrum } = await probe(embeddingSpectrum, 7, [...rows, [100, -100, 50]]);
		expect(spectrum).toEqual(without.spectrum);
	});

	test('says which share the five strongest hold', async () => {
		// Waves of amplitude k at frequency k = 1..7 of p = 15: powers as k^2.
		const rows = Array.from({ length: 15 }, (_, i) => {
			const sum = [1, 2, 3, 4, 5, 6, 7].reduce(
				(all, k) => all + k * Math.cos((2 * Math.PI * k * i) / 15),
				0
			);
			return [sum, 0, 0];
		});
		const { scalars } = await probe(embeddingSpectrum, 15, rows);
		expect(scalars['embedding_top_5_share']).toBeCloseTo((9 + 16 + 25 + 36 + 49) / 140, 12);
	});
});

test('weight-norm is the sum of squares of all parameters', async () => {
	const { scalars } = await probe(weightNorm, 2, [
		[1, -2, 3],
		[0.5, 0, 0]
	]);
	expect(scalars).toEqual({ sum_of_squared_weights: 14.25 });
});

test('a probe that needs frequencies refuses, in a sentence, where there is no cyclic group', () => {
	const sizes = { ...modularAddition.sizes({ p: 5 }), structure: { kind: 'none' } } as const;
	expect(embeddingSpectrum.refuse(sizes)).toMatch(/^This task .*\.$/);
	expect(weightNorm.refuse(sizes)).toBeUndefined();
	expect(probes.all.map(({ refuse }) => refuse(modularAddition.sizes({ p: 5 })))).toEqual([
		undefined,
		undefined
	]);
});
