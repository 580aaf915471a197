import { describe, expect, test } from 'vitest';
import type { ViewData, ViewFact } from '../../../src/engine/views/define.ts';
import type { OpenSession } from '../runs/toy-training.ts';
import type { TestDevice } from '../test-device.ts';
import { frequenciesOf } from '../oracles/mechanism-oracle.ts';
import { FLOAT32_ULP } from '../../../src/engine/ops/op-case.ts';
import { normError } from '../tolerance.ts';
import { networkOf, openViews, specOf, VIEW_CASES } from '../view-cases.ts';

const VIEWS = ['embedding', 'attention', 'neuron-logit-map', 'neurons', 'neuron'];

interface Numbers {
	readonly of: string;
	readonly unit: ViewFact['unit'];
	readonly values: ArrayLike<number>;
}

/** All numbers of a view with their units; drawn values have no unit. */
function numbersOf({ facts, parts }: ViewData): readonly Numbers[] {
	const ofParts = parts.flatMap((part): readonly Numbers[] => {
		const { title: of } = part;
		if (part.kind === 'bars' && part.valueLabel === 'neurons')
			return [{ of, unit: 'count', values: part.values }];
		if (part.kind === 'bars' || part.kind === 'grid')
			return [{ of, unit: 'plain', values: part.values }];
		if (part.kind === 'table')
			return part.columns.slice(1).map(({ label, unit }, i) => ({
				of: label,
				unit: unit === 'name' ? 'plain' : unit,
				values: part.rows.map(({ values }) => values[i] ?? NaN)
			}));
		return part.kind === 'points' ? [{ of, unit: 'plain', values: [...part.x, ...part.y] }] : [];
	});
	return [
		...facts.map(({ label, unit, value }) => ({ of: label, unit, values: [value] })),
		...ofParts
	];
}

const largestError = (got: ArrayLike<number>, expected: ArrayLike<number>) =>
	Math.max(...Array.from(expected, (value, i) => Math.abs((got[i] ?? NaN) - value)));

export const testMechanismViews = (devices: readonly TestDevice[]) =>
	describe.each(devices)('$device', ({ kind: adapterKind, open: openSession }) => {
		test.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
			'%s: float32 shows what float64 shows',
			async (_, viewCase) => {
				const spec = specOf(viewCase);
				const { weights, network } = networkOf(viewCase);
				const { order } = network.structure;
				const width = network.neuronLogitMap.length / order;
				const keyFrequencies = frequenciesOf(network.structure).slice(-2);
				/**
				 * The longest computation of a number: a product over the embedding's width and one
				 * over the neurons, a sum over a class of pairs, a wave over the classes, each term
				 * rounded twice; then a square, which doubles, and a ratio of two.
				 */
				const terms = network.embedding.length / order + width + 2 * order;
				const bound = 2 * 2 * 2 * terms * FLOAT32_ULP;
				const open = await openViews(spec, weights, {
					adapterKind,
					wanted: VIEWS,
					open: openSession
				});
				const reference = await openViews(spec, weights, { adapterKind, wanted: VIEWS });
				for (const id of reference.ids) {
					const [got, expected] = await Promise.all(
						[open, reference].map(({ look }) => look(id, { keyFrequencies }))
					);
					const expectedNumbers = numbersOf(expected ?? { facts: [], parts: [] });
					const gotNumbers = numbersOf(got ?? { facts: [], parts: [] });
					expect(expectedNumbers.length).toBeGreaterThan(1);
					expect(gotNumbers.map(({ of }) => of)).toEqual(expectedNumbers.map(({ of }) => of));
					expectedNumbers.forEach(({ of, unit, values }, i) => {
						const own = gotNumbers[i]?.values ?? [];
						if (unit === 'count') expect([...Array.from(own)], of).toEqual(Array.from(values));
						else if (unit === 'fraction') expect(largestError(own, values), of).toBeLessThan(bound);
						else expect(normError(own, values), of).toBeLessThan(bound);
					});
				}
				open.dispose();
				reference.dispose();
			}
		);
	});

export const testViewsAreTransferred = (open: OpenSession) =>
	test('arrays of a view own their memory: they may be transferred', async () => {
		const [viewCase] = VIEW_CASES;
		if (viewCase === undefined) throw new Error('no case');
		const { weights } = networkOf(viewCase);
		const { look, dispose } = await openViews(specOf(viewCase), weights, {
			wanted: VIEWS,
			open
		});
		for (const id of VIEWS) {
			const { parts } = await look(id, { keyFrequencies: [1] });
			const arrays = parts.flatMap((part) => {
				if (part.kind === 'grid' || part.kind === 'bars') return [part.values];
				return part.kind === 'points' ? [part.x, part.y] : [];
			});
			expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(arrays.length);
			for (const { buffer, byteLength } of arrays) expect(buffer.byteLength).toBe(byteLength);
			structuredClone(parts, { transfer: arrays.map(({ buffer }) => buffer) });
		}
		dispose();
	});
