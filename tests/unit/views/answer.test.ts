import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import { allLogits } from '../../support/oracles/ablation-oracle.ts';
import {
	answers,
	classCentred,
	dot,
	frequenciesOf
} from '../../support/oracles/mechanism-oracle.ts';
import { ALL_PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { normError, relativeError } from '../../support/tolerance.ts';
import {
	factOf,
	networkOf,
	openViews,
	partOf,
	specOf,
	VIEW_CASES
} from '../../support/view-cases.ts';

/** Float64 sums of at most some hundred thousand products in two orders. */
const EXACT = 1e-10;
const EXPLAINED = 'Logits explained by the cosines';

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const spec = specOf(viewCase);
		const { weights, network } = networkOf(viewCase);
		const { structure } = network;
		const { order } = structure;
		const targets = answers(structure);
		const logits = allLogits(spec, network);
		const outputs = logits.length / targets.length;
		const keys = frequenciesOf(structure).slice(-2);
		// The first pair, the last, and one in between; with two chunks each has one of them.
		const pairs = [0, order ** 2 - 1, Math.floor(0.4 * order ** 2)];
		const look = async (pair: number, keyFrequencies = keys) => {
			const views = await openViews(spec, weights, { wanted: ['answer'] });
			const controls = { a: Math.floor(pair / order), b: pair % order };
			const data = await views.look('answer', { controls, keyFrequencies });
			views.dispose();
			return data;
		};

		test.each(pairs)('pair %i: the five largest logits, the right one marked', async (pair) => {
			const data = await look(pair);
			const row = [...logits.subarray(pair * outputs, (pair + 1) * outputs)];
			const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
			const expected = row
				.map((logit, c) => {
					const name = c === order ? '=' : String(c);
					const mark = c === targets[pair] ? ' (right)' : '';
					return { name: `${name}${mark}`, values: [logit, Math.exp(logit) / total] };
				})
				.sort((x, y) => (y.values[0] ?? NaN) - (x.values[0] ?? NaN))
				.slice(0, 5);
			const { rows, title } = partOf(data, 'table');
			expect(rows.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
			rows.forEach(({ values }, i) => {
				expect(normError(values, expected[i]?.values ?? [])).toBeLessThan(EXACT);
			});
			expect(title).toContain(network.train.includes(pair) ? 'a pair shown' : 'a pair never shown');
			expect(factOf(data, 'Right answer')).toBe(targets[pair]);
			const loss = Math.log(total) - (row[targets[pair] ?? NaN] ?? NaN);
			expect(relativeError(factOf(data, 'Loss of this pair'), loss)).toBeLessThan(EXACT);
		});

		test.each(pairs)(
			'pair %i: the cosines by least squares, and what they explain',
			async (pair) => {
				const data = await look(pair);
				const centred = classCentred(network.logits, order);
				const s = targets[pair] ?? NaN;
				let explained = 0;
				const curves = keys.map((k) => {
					const wave = Float64Array.from(
						targets.flatMap((sum) =>
							Array.from({ length: order }, (__, c) =>
								Math.cos((2 * Math.PI * k * (sum - c)) / order)
							)
						)
					);
					const alpha = dot(wave, centred) / dot(wave, wave);
					explained += alpha ** 2 * dot(wave, wave);
					return Float64Array.from(
						{ length: order },
						(__, c) => alpha * Math.cos((2 * Math.PI * k * (s - c)) / order)
					);
				});
				const sum = Float64Array.from({ length: order }, (__, c) =>
					curves.reduce((total, curve) => total + (curve[c] ?? NaN), 0)
				);
				const own = centred.subarray(pair * order, (pair + 1) * order);
				const { lines, marked } = partOf(data, 'lines');
				expect(marked).toBe(s);
				expect(lines.map(({ label }) => label)).toEqual([
					...keys.map((k) => `k = ${String(k)}`),
					'sum of the cosines',
					'logits, means removed'
				]);
				[...curves, sum, own].forEach((curve, i) => {
					// A cosine that is nearly absent is what sums as large as the logits leave.
					const rest = curve.map((value, c) => (lines[i]?.values[c] ?? NaN) - value);
					expect(Math.hypot(...rest) / Math.hypot(...own)).toBeLessThan(EXACT);
				});
				explained /= dot(centred, centred);
				expect(Math.abs(factOf(data, EXPLAINED) - explained)).toBeLessThan(EXACT);
			}
		);

		test('without key frequencies the logits stand alone', async () => {
			const data = await look(0, []);
			expect(partOf(data, 'lines').lines.map(({ label }) => label)).toEqual([
				'logits, means removed'
			]);
			expect(data.facts.map(({ label }) => label)).not.toContain(EXPLAINED);
		});
	}
);

test.each(ALL_PLANTED_CASES)(
	'p = %i, k = %i: of a network that adds with one frequency the cosine is all',
	async (p, k) => {
		const { spec, weights, neurons, loss } = plantedMlp(p, k);
		const { look, dispose } = await openViews(spec, weights, { wanted: ['answer'] });
		const data = await look('answer', { controls: { a: 6, b: 9 }, keyFrequencies: [k] });
		dispose();
		const right = 15 - p;
		const expected = Float64Array.from(
			{ length: p },
			(_, c) => (neurons / 2) * Math.cos((2 * Math.PI * k * (right - c)) / p)
		);
		for (const { values } of partOf(data, 'lines').lines) {
			expect(normError(values, expected)).toBeLessThan(EXACT);
		}
		expect(factOf(data, EXPLAINED)).toBeCloseTo(1, 12);
		expect(relativeError(factOf(data, 'Loss of this pair'), loss)).toBeLessThan(EXACT);
		// A frequency that shares a factor with p has a crest at each of so many answers, and
		// cannot tell them apart.
		const crests = p % 2 === 0 && k % 2 === 0 ? [right, right + p / 2] : [right];
		const { rows } = partOf(data, 'table');
		if (2 * k === p) {
			const isEven = rows.map(({ name }) => parseInt(name, 10) % 2 === 0);
			expect(new Set(isEven)).toEqual(new Set([right % 2 === 0]));
		} else {
			const names = crests.map((c) => (c === right ? `${String(c)} (right)` : String(c)));
			expect(new Set(rows.slice(0, crests.length).map(({ name }) => name))).toEqual(new Set(names));
		}
	}
);

test('outputs trained on squares have no probabilities', async () => {
	const { weights } = plantedMlp(7, 2);
	const loss = 'mean-squared-error';
	expect(losses.get(loss).kind).toBe('squares');
	const spec = toyRun({ model: 'quadratic-mlp', loss, params: { p: 7, d_mlp: 16 } });
	const { look, dispose } = await openViews(spec, weights, { wanted: ['answer'] });
	const { columns, rows } = partOf(await look('answer', { controls: { a: 1, b: 2 } }), 'table');
	dispose();
	expect(columns.map(({ label }) => label)).toEqual(['Answer', 'Output']);
	expect(rows.map(({ values }) => values.length)).toEqual([1, 1, 1, 1, 1]);
});
