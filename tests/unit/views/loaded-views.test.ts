import { describe, expect, test } from 'vitest';
import { models } from '../../../src/engine/models/index.ts';
import { startRunGraph } from '../../../src/engine/trainer/build/run-graph.ts';
import { groupData, buildExamples } from '../../../src/engine/trainer/build/build-examples.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { networkOf, openViews, specOf, VIEW_CASES, type Look } from '../../support/view-cases.ts';

const [viewCase] = VIEW_CASES;
if (viewCase === undefined) throw new Error('no case');
const spec = specOf(viewCase);
const { weights } = networkOf(viewCase);

async function withLook(use: (look: Look) => Promise<void>): Promise<void> {
	const { look, dispose } = await openViews(spec, weights, { wanted: ['neuron', 'attention'] });
	await use(look);
	dispose();
}

describe('loaded views refuse', () => {
	test('a view that is not loaded', () =>
		withLook(async (look) => {
			const sentence = 'view: expected one of attention, neuron, got "embedding"';
			await expect(look('embedding')).rejects.toThrow(sentence);
		}));

	test.each([
		['neuron', 16, 'neuron, neuron: expected a whole number from -10 to 15, got 16'],
		['neuron', 0.5, 'neuron, neuron: expected a whole number from -10 to 15, got 0.5']
	])('control %s = %f', (id, value, sentence) =>
		withLook(async (look) => {
			await expect(look(id, { controls: { neuron: value } })).rejects.toThrow(sentence);
		})
	);

	test('a head that the model has not', () =>
		withLook(async (look) => {
			const sentence = 'attention, head: expected a whole number from 0 to 1, got 2';
			await expect(look('attention', { controls: { head: 2 } })).rejects.toThrow(sentence);
		}));

	test('weights of another size', async () => {
		const short = weights.subarray(0, 10);
		const sentence = `weights: expected ${String(weights.length)} elements, got 10`;
		await expect(openViews(spec, short, { wanted: [] })).rejects.toThrow(sentence);
	});
});

test('random controls are drawn from the seed of the run, not from that of its initial weights', async () => {
	const seeded = async (init: number, probe: number) => {
		const seeds = { split: 0, init, probe };
		const own = toyRun({ model: 'quadratic-mlp', params: { p: 31, d_mlp: 4 }, seeds });
		const flat = Float64Array.from({ length: 4 * 64 * 8 }, (_, i) => Math.sin(i));
		const { look, dispose } = await openViews(own, flat, { wanted: ['ablation-logits'] });
		const data = await look('ablation-logits', { keyFrequencies: [2] });
		dispose();
		return data;
	};
	const view = await seeded(0, 5);
	expect(await seeded(9, 5)).toEqual(view);
	expect(await seeded(0, 6)).not.toEqual(view);
});

test.each(models.ids)('%s has the neurons and heads that it says it has', (model) => {
	const runGraph = startRunGraph(toyRun({ model }), {
		formulation: models.get(model).formulations[0]?.id
	});
	runGraph.graph.beginSegment('forward');
	const { activations } = buildExamples(runGraph, groupData(runGraph), 0, 49);
	const { params } = runGraph.spec;
	const neurons = models.get(model).neurons?.(params, runGraph.shape);
	const attention = models.get(model).attention?.(params, runGraph.shape);
	const shapeOf = (name: string | undefined) => activations[name ?? '']?.shape;
	expect(shapeOf(neurons?.activation)).toEqual(neurons && [49, neurons.count]);
	if (attention === undefined) return;
	expect(shapeOf(attention.patterns.at(-1))).toEqual([49, attention.heads, 3]);
	for (const pattern of attention.patterns) {
		expect(shapeOf(pattern)?.slice(1)).toEqual([attention.heads, 3]);
	}
});
