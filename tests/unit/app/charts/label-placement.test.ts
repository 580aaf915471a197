import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	gatherFlags,
	lineEnters,
	placeBandLabels,
	placeLevelLabel,
	placeMarkLabels,
	placePointLabel
} from '../../../../src/app/charts/lines/label-placement.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const bandRow = { left: 0, right: 200 };
const bandLabel = (forms: readonly string[], at: number) => ({ forms, at });
const tenPerLetter = (text: string) => 10 * text.length;
const inBandRow = (labels: readonly { readonly forms: readonly string[]; readonly at: number }[]) =>
	placeBandLabels(labels, tenPerLetter, bandRow, 4);

test('a label of a phase begins right of its place, in the longest form that fits', () => {
	const labels = [
		bandLabel(['plateau', 'pla.'], 0),
		bandLabel(['cleanup', 'cle.'], 60),
		bandLabel(['grok'], 140)
	];
	expect(inBandRow(labels)).toEqual([
		{ label: 'pla.', left: 4 },
		{ label: 'cleanup', left: 64 },
		{ label: 'grok', left: 144 }
	]);
});

test('no label of a phase is left out, none overlaps the next, and the last ends inside', () => {
	const places = fc
		.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 4 })
		.map((all) => all.toSorted((a, b) => a - b));
	fc.assert(
		fc.property(places, (all) => {
			const placed = inBandRow(all.map((at) => bandLabel(['memory', 'mem'], at)));
			expect(placed).toHaveLength(all.length);
			placed.forEach(({ label, left }, i) => {
				expect(left).toBeGreaterThanOrEqual(0);
				expect(left + tenPerLetter(label)).toBeLessThanOrEqual(placed[i + 1]?.left ?? 200);
			});
		}),
		{ seed: SEED }
	);
});

test('the label of a point crosses no line where there is room, and stays inside', () => {
	const area = { left: 0, right: 300, top: 0, bottom: 200 };
	const size = { width: 80, height: 12 };
	const up = [
		{ x: 100, y: 100 },
		{ x: 300, y: 0 }
	];
	const box = placePointLabel({ x: 100, y: 100 }, size, area, [up]);
	expect(lineEnters(up, box)).toBe(false);
	// At the right edge it is on the left.
	expect(placePointLabel({ x: 295, y: 100 }, size, area, []).right).toBeLessThan(295);
	const corner = placePointLabel({ x: 300, y: 2 }, size, area, [up]);
	expect(corner.right).toBeLessThanOrEqual(300);
	expect(corner.top).toBeGreaterThanOrEqual(0);
});

const row = { left: 48, right: 500 };
const marks = fc
	.array(
		fc.record({ at: fc.integer({ min: 48, max: 500 }), width: fc.integer({ min: 20, max: 240 }) }),
		{
			maxLength: 12
		}
	)
	.map((places) =>
		places
			.toSorted((a, b) => a.at - b.at)
			.map((place, i) => ({ ...place, label: `m${String(i)}`, words: `m${String(i)}` }))
	);

test('labels of marks stay in their row and never run into each other or over another mark', () => {
	fc.assert(
		fc.property(marks, (all) => {
			const { placed, without } = placeMarkLabels(all, row, 4);
			const names = [...placed, ...without].map(({ label: name }) => name);
			expect(names.toSorted()).toEqual(all.map(({ label: name }) => name).toSorted());
			const boxes = placed.map(({ label: name, left }) => {
				const mark = all.find((other) => other.label === name);
				return { name, left, right: left + (mark?.width ?? 0) };
			});
			for (const { name, left, right } of boxes) {
				expect(left).toBeGreaterThanOrEqual(row.left);
				expect(right).toBeLessThanOrEqual(row.right);
				for (const other of all) {
					if (other.label !== name) expect(other.at < left || other.at > right).toBe(true);
				}
				for (const other of boxes) {
					if (other.name !== name) expect(other.right < left || other.left > right).toBe(true);
				}
			}
		}),
		{ seed: SEED }
	);
});

test('every mark without a label can be pointed at, and places to point at do not overlap', () => {
	fc.assert(
		fc.property(marks, (all) => {
			const { without } = placeMarkLabels(all, row, 4);
			const flags = gatherFlags(without, 24);
			expect(flags.flatMap(({ words }) => words)).toEqual(without.map(({ words }) => words));
			flags.slice(1).forEach(({ at }, i) => {
				expect(at - (flags[i]?.at ?? 0)).toBeGreaterThanOrEqual(24);
			});
		}),
		{ seed: SEED }
	);
});

test('of two events at the right edge the first may lose its label, but not its place', () => {
	const late = [
		{ label: 'Weight decay 1.1 → 0.05', words: 'step 130: first', at: 480, width: 140 },
		{ label: 'Weight decay 1 → 1.6', words: 'step 140: second', at: 490, width: 120 }
	];
	const { placed, without } = placeMarkLabels(late, row, 4);
	expect([
		...placed.map(({ label: name }) => name),
		...without.map(({ label: name }) => name)
	]).toHaveLength(2);
	expect(gatherFlags(without, 24).flatMap(({ words }) => words)).toHaveLength(2 - placed.length);
});

const AREA = { left: 48, right: 600, top: 18, bottom: 220 };
const lines = fc.array(
	fc
		.array(
			fc.record({
				x: fc.integer({ min: 48, max: 600 }),
				y: fc.oneof(fc.integer({ min: 18, max: 220 }), fc.constant(Number.NaN))
			}),
			{ maxLength: 30 }
		)
		.map((points) => points.toSorted((a, b) => a.x - b.x)),
	{ maxLength: 5 }
);

test('the label of a level covers no line, or is left out', () => {
	fc.assert(
		fc.property(lines, fc.integer({ min: 18, max: 220 }), (all, level) => {
			const box = placeLevelLabel(level, { width: 78, height: 12 }, AREA, all);
			if (box === undefined) return;
			expect(box.left).toBeGreaterThanOrEqual(AREA.left);
			expect(box.right).toBeLessThanOrEqual(AREA.right);
			expect(box.top > level || box.bottom < level).toBe(true);
			for (const line of all) {
				// Not by the rule itself: by looking along every stretch.
				line.slice(1).forEach((point, i) => {
					const from = line[i] ?? point;
					if (Number.isNaN(from.y) || Number.isNaN(point.y)) return;
					for (let t = 0; t <= 200; t += 1) {
						const x = from.x + ((point.x - from.x) * t) / 200;
						const y = from.y + ((point.y - from.y) * t) / 200;
						const isInside = x > box.left && x < box.right && y > box.top && y < box.bottom;
						expect(isInside).toBe(false);
					}
				});
			}
		}),
		{ seed: SEED }
	);
});

test('without lines the label stands at the left, below its level', () => {
	const box = placeLevelLabel(100, { width: 78, height: 12 }, AREA, []);
	expect(box?.left).toBe(AREA.left + 8);
	expect(box?.top).toBeGreaterThan(100);
	const steep = [
		{ x: 60, y: 0 },
		{ x: 61, y: 400 }
	];
	expect(lineEnters(steep, { left: 50, right: 70, top: 90, bottom: 110 })).toBe(true);
});
