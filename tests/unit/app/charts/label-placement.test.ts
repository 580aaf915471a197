import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	gatherFlags,
	lineEnters,
	placeBandLabels,
	placeBetweenTicks,
	placeLevelLabel,
	placeMarkLabels
} from '../../../../src/app/charts/lines/label-placement.ts';
import { placePointLabel } from '../../../../src/app/charts/lines/point-label.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const bandRow = { left: 0, right: 200 };
const bandLabel = (forms: readonly string[], at: number) => ({ forms, at });
const tenPerLetter = (text: string) => 10 * text.length;
const inBandRow = (labels: readonly { readonly forms: readonly string[]; readonly at: number }[]) =>
	placeBandLabels(labels, tenPerLetter, bandRow, 4);

test('a label of a phase begins right of its place, in the longest form that fits', () => {
	const labels = [
		bandLabel(['plateau', 'plat'], 0),
		bandLabel(['cleanup', 'cle'], 60),
		bandLabel(['grok'], 140)
	];
	expect(inBandRow(labels).placed).toEqual([
		{ label: 'plat', left: 4 },
		{ label: 'cleanup', left: 64 },
		{ label: 'grok', left: 144 }
	]);
});

test('labels of phases are apart and inside; the later one of two that touch stays', () => {
	const places = fc
		.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 4 })
		.map((all) => all.toSorted((a, b) => a - b));
	fc.assert(
		fc.property(places, (all) => {
			const { placed, without } = inBandRow(all.map((at) => bandLabel(['memory', 'mem'], at)));
			expect(placed.length + without.length).toBe(all.length);
			placed.forEach(({ label, left }, i) => {
				expect(left).toBeGreaterThanOrEqual(0);
				const end = placed[i + 1]?.left ?? 204;
				expect(left + tenPerLetter(label) + 4).toBeLessThanOrEqual(end);
			});
			expect(placed.length).toBeGreaterThan(0);
			const [first] = without;
			if (first !== undefined) expect(all.slice(0, -1)).toContain(first.at);
		}),
		{ seed: SEED }
	);
});

const POINT_AREA = { left: 0, right: 300, top: 0, bottom: 200 };
const WORDS = { width: 80, height: 12 };
const labelOf = (point: Point, lines: readonly (readonly Point[])[], preferred?: number) =>
	placePointLabel({ point, size: WORDS, area: POINT_AREA, lines, taken: [], preferred });
interface Point {
	readonly x: number;
	readonly y: number;
}

test('the label of a point covers no line and stays inside, or is left out', () => {
	const heights = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 2, maxLength: 8 });
	fc.assert(
		fc.property(fc.array(heights, { minLength: 1, maxLength: 4 }), (all) => {
			const drawn = all.map((ys) => ys.map((y, i) => ({ x: (300 * i) / (ys.length - 1), y })));
			const point = drawn[0]?.at(-1) ?? { x: 0, y: 0 };
			const placed = labelOf(point, drawn);
			if (placed === undefined) return;
			const { box } = placed;
			expect(drawn.some((line) => lineEnters(line, box))).toBe(false);
			expect(box.left >= 0 && box.right <= 300 && box.top >= 0 && box.bottom <= 200).toBe(true);
		}),
		{ seed: SEED }
	);
});

test('it is as near as possible, keeps its place, and is led to from far', () => {
	const point = { x: 100, y: 100 };
	const near = labelOf(point, []);
	expect(near).toMatchObject({ leader: undefined, box: { left: 108, bottom: 92 } });
	const below = labelOf(point, [
		[
			{ x: 0, y: 88 },
			{ x: 300, y: 88 }
		]
	]);
	expect(below?.box.top).toBeGreaterThan(90);
	expect(labelOf(point, [], below?.place)).toEqual(below);
	const steep = [40, 60, 80, 100, 120, 140, 160].map((x) => [
		{ x, y: 60 },
		{ x, y: 140 }
	]);
	expect(labelOf(point, steep)?.leader).toBeDefined();
	const full = Array.from({ length: 40 }, (_, i) => [
		{ x: 0, y: 5 * i },
		{ x: 300, y: 5 * i }
	]);
	expect(labelOf(point, full)).toBeUndefined();
});

test('the line that leads to a far label crosses no other line where that is possible', () => {
	const point = { x: 100, y: 100 };
	// Lines above and below leave room for a line to the right, and none for a label near the point.
	const around = [8, 16, 24, 32, 40, 48, 56, 64]
		.flatMap((distance) => [100 - distance, 100 + distance])
		.map((y) => [
			{ x: 20, y },
			{ x: 130, y }
		]);
	const placed = labelOf(point, around);
	expect(placed?.leader?.y).toBe(100);
	expect(placed?.box.left).toBeGreaterThan(130);
});

test('the label of a step covers no tick, and is left out where there is no room', () => {
	const ticks = [0, 200, 400].map((at) => ({ left: at - 10, right: at + 10 }));
	const ruler = { left: 0, right: 420 };
	const at = (step: number, width = 60) => placeBetweenTicks(step, width, ruler, ticks);
	expect(at(100)).toBe(70);
	expect(at(190)).toBe(124);
	expect(at(205)).toBe(216);
	expect(at(0)).toBe(16);
	expect(at(100, 180)).toBeUndefined();
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
