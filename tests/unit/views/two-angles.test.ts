import { describe, expect, test } from 'vitest';
import type { ControlValues, DialPart, ViewData } from '../../../src/engine/views/define.ts';
import { ALL_PLANTED_CASES, plantedMlp } from '../../support/networks/planted-mlp.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { factOf, openViews, partOf } from '../../support/view-cases.ts';

/** Float64 sums of some thousand products. */
const DIGITS = 9;

const at = (angle: number) => [Math.cos(angle), Math.sin(angle)] as const;
const placesOf = ({ hands }: DialPart) => hands.map(({ x, y }) => [x, y] as const);

/** Share of the pairs never shown whose hands meet. */
const shareOf = ({ facts = [] }: DialPart) =>
	facts.find(({ label }) => label === 'pairs that meet')?.value ?? NaN;

function expectPlaces(dial: DialPart, angles: readonly number[]) {
	placesOf(dial).forEach((place, i) => {
		const [x, y] = at(angles[i] ?? NaN);
		expect(place[0]).toBeCloseTo(x, DIGITS);
		expect(place[1]).toBeCloseTo(y, DIGITS);
	});
}

describe.each(ALL_PLANTED_CASES)(
	'a network that adds with one frequency, p = %i, k = %i',
	(p, k) => {
		const { spec, weights } = plantedMlp(p, k);
		const w = (2 * Math.PI * k) / p;

		test.each([
			[3, 5],
			[0, p - 1],
			[p - 2, 4]
		])('%i + %i: each hand has its exact angle, and the answer is at their sum', async (a, b) => {
			const { look, dispose } = await openViews(spec, weights, { wanted: ['two-angles'] });
			const data = await look('two-angles', { controls: { a, b }, keyFrequencies: [k] });
			dispose();
			const dial = partOf(data, 'dial');
			expect(dial.title).toBe(`k = ${String(k)}`);
			expectPlaces(dial, [w * a, w * b, w * (a + b), w * (a + b)]);
			const right = (a + b) % p;
			expect(dial.mark.label).toBe(String(right));
			expect(dial.mark.x).toBeCloseTo(Math.cos(w * right), DIGITS);
			expect(shareOf(dial)).toBe(1);
			expect(data.summary).toMatch(/^The two angles add up/);
		});
	}
);

test('in a difference the angle of b counts backwards', async () => {
	const [p, k] = [13, 3];
	const { weights, neurons } = plantedMlp(p, k);
	const padded = weights.length / 3;
	const mirrored = weights.slice();
	for (let b = 0; b < p; b++) {
		const from = padded + ((p - b) % p) * neurons;
		mirrored.set(weights.subarray(from, from + neurons), padded + b * neurons);
	}
	const spec = toyRun({
		model: 'quadratic-mlp',
		task: 'modular-subtraction',
		params: { p, d_mlp: neurons }
	});
	const { look, dispose } = await openViews(spec, mirrored, { wanted: ['two-angles'] });
	const data = await look('two-angles', { controls: { a: 2, b: 6 }, keyFrequencies: [k] });
	dispose();
	const w = (2 * Math.PI * k) / p;
	expectPlaces(partOf(data, 'dial'), [w * 2, -w * 6, -w * 4, -w * 4]);
	expect(partOf(data, 'dial').mark.label).toBe('9');
	expect(shareOf(partOf(data, 'dial'))).toBe(1);
});

describe('random weights', () => {
	const p = 23;
	const spec = toyRun({ model: 'quadratic-mlp', params: { p, d_mlp: 12 } });
	const lookAt = async (seed: number): Promise<ViewData> => {
		const weights = randomValues(seed, 3 * 320);
		const { look, dispose } = await openViews(spec, weights, { wanted: ['two-angles'] });
		const data = await look('two-angles');
		dispose();
		return data;
	};

	test('nothing adds up, and nothing is claimed, at the strongest frequencies', async () => {
		const shares: number[] = [];
		for (const seed of [1, 2, 3, 4, 5, 6]) {
			const data = await lookAt(seed);
			expect(data.parts).toHaveLength(3);
			for (const part of data.parts) if (part.kind === 'dial') shares.push(shareOf(part));
			expect(data.summary).not.toMatch(/add up: on every|^On \d/);
			expect(data.note).toMatch(/strongest frequencies/);
			expect(factOf(data, 'pairs that meet by chance')).toBeCloseTo(1 / 12, DIGITS);
		}
		// As many pairs meet as by chance: one of twelve.
		expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.2);
	});

	test('the hand of a number does not follow the number', async () => {
		// Mean cosine between the hands of all a and w_k a: near 0, where a hand that is read in a
		// plane to which the number itself belongs is near 1.
		let [sum, count] = [0, 0];
		for (const seed of [1, 2, 3]) {
			const weights = randomValues(seed, 3 * 320);
			const { look, dispose } = await openViews(spec, weights, { wanted: ['two-angles'] });
			for (let a = 0; a < p; a++) {
				const data = await look('two-angles', { controls: { a, b: 0 }, keyFrequencies: [1, 4, 7] });
				data.parts.forEach((part, i) => {
					if (part.kind !== 'dial') return;
					const [x, y] = at((2 * Math.PI * ([1, 4, 7][i] ?? 0) * a) / p);
					const [hand] = placesOf(part);
					sum += (hand?.[0] ?? NaN) * x + (hand?.[1] ?? NaN) * y;
					count += 1;
				});
			}
			dispose();
		}
		expect(Math.abs(sum / count)).toBeLessThan(0.15);
	});
});

test('weights of zero have no hands and no claim', async () => {
	const spec = toyRun({ model: 'quadratic-mlp', params: { p: 7, d_mlp: 16 } });
	const { look, dispose } = await openViews(spec, new Float64Array(3 * 128), {
		wanted: ['two-angles']
	});
	const data = await look('two-angles', { keyFrequencies: [2] });
	dispose();
	for (const { x, y } of partOf(data, 'dial').hands) expect([x, y]).toEqual([NaN, NaN]);
	expect(data.summary).toBeUndefined();
});

describe('the pair', () => {
	const [p, k] = [13, 3];
	const { spec, weights } = plantedMlp(p, k);
	const look = async (controls: ControlValues = {}) => {
		const views = await openViews(spec, weights, { wanted: ['two-angles'] });
		const data = await views.look('two-angles', { controls, keyFrequencies: [k] });
		views.dispose();
		return data;
	};

	test('is at first one that was never shown, and each other that is offered is so too', async () => {
		let data = await look();
		for (let i = 0; i < 4; i++) {
			expect(data.note).toMatch(/^(?:Neither .* ever|\(\d+, \d+\) was never) shown\.$/);
			data = await look(data.offer?.controls);
		}
	});

	test('the view says of a pair whether it was shown', async () => {
		const notes = new Set<string>();
		for (let b = 0; b < p; b++) {
			const { note = '' } = await look({ a: 0, b });
			notes.add(note.replaceAll(/\d+/g, 'n'));
		}
		expect(notes).toContain('(n, n) was shown in training, so its answer may be memorized.');
	});

	test('meets within the chosen angle, which the circle shows', async () => {
		const dial = partOf(await look({ meets_within: 40 }), 'dial');
		expect(dial.tolerance).toBe(40);
	});
});
