import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHex, turnHue } from '../../../../src/app/charts/grids/color-ramp.ts';
import { lonelyPoints, signPoints, tracePath } from '../../../../src/app/charts/lines/draw-line.ts';
import { lineLook } from '../../../../src/app/charts/lines/line-look.ts';
import { lineColor, seriesCss } from '../../../../src/app/charts/theme.ts';
import {
	frequencyLines,
	measureGroups,
	lossMeasureGroups
} from '../../../../src/app/panels/curves/measures.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { testParts } from '../../../../src/app/state/run/test-parts.ts';
import { FACTS } from '../state/lab/fake-client.ts';
import {
	accuracyLines,
	lossLines,
	type SeriesLine
} from '../../../../src/app/panels/curves/series-lines.ts';
import { SEED } from '../../../support/ops/arbitraries.ts';

const SPLIT = { config: configOf('quick-start'), testParts: testParts(FACTS) };
const css = readFileSync(new URL('../../../../src/app/styles/tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
const THEMES = [
	{ theme: light, contrast: 3 },
	{ theme: dark, contrast: 4.5 }
];
const token = (theme: string, name: string) =>
	new RegExp(`${name}: (#[0-9a-f]{6})`).exec(theme)?.[1] ?? '';
/** What is left of a line in greyscale. */
const patternOf = ({ look, width }: Pick<SeriesLine, 'look' | 'width'>) =>
	JSON.stringify([look?.dash ?? [], look?.sign ?? 'none', width]);
const patterns = (lines: readonly SeriesLine[]) => new Set(lines.map(patternOf)).size;
const colors = (lines: readonly SeriesLine[]) => new Set(lines.map(({ color }) => color)).size;

/** The colour of a line in place `index` as the chart draws it. */
function drawnColor(theme: string, index: number): string {
	const [, property = '', turn = '0'] =
		/(--series-line-\d+)(?:.*calc\(h \+ (\d+)\))?/.exec(seriesCss(lineColor(index))) ?? [];
	return turnHue(token(theme, property), Number(turn));
}

function luminance(hex: string): number {
	const [r = 0, g = 0, b = 0] = parseHex(hex).map((channel) => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
	const pair = [one, other].map((color) => luminance(color) + 0.05);
	return Math.max(...pair) / Math.min(...pair);
}

test('no two of a hundred lines have the same colour, and each has its contrast in both themes', () => {
	for (const { theme, contrast: least } of THEMES) {
		const surface = token(theme, '--surface');
		const drawn = Array.from({ length: 100 }, (_, i) => drawnColor(theme, i));
		expect(new Set(drawn).size).toBe(drawn.length);
		for (const color of drawn) {
			expect(contrast(color, surface), color).toBeGreaterThanOrEqual(least - 0.01);
		}
	}
});

test('every series colour is in both themes, lighter in the dark one, and bars have 3 : 1', () => {
	const names = [...light.matchAll(/(--series-[\w-]+):/g)].map(([, name = '']) => name);
	expect(names).toContain('--series-test');
	for (const name of names) {
		const [day, night] = [token(light, name), token(dark, name)];
		expect(luminance(night), name).toBeGreaterThan(luminance(day));
		expect(contrast(day, token(light, '--surface')), name).toBeGreaterThanOrEqual(3);
		expect(contrast(night, token(dark, '--surface')), name).toBeGreaterThanOrEqual(4.5);
	}
	for (const { theme } of THEMES) {
		for (const name of ['--bar', '--accent', '--edge']) {
			const color = token(theme, name);
			expect(contrast(color, token(theme, '--surface')), name).toBeGreaterThanOrEqual(3);
		}
	}
});

test('in greyscale, too, 24 lines differ', () => {
	const looks = Array.from({ length: 24 }, (_, i) => JSON.stringify(lineLook(i)));
	expect(new Set(looks).size).toBe(24);
});

test('in no chart do two lines have one colour or one pattern', () => {
	const tensors = Array.from(
		{ length: 11 },
		(_, i) => `sum_of_squared_weights:tensor.${String(i)}`
	);
	const recorded = [
		'restricted_loss',
		'excluded_loss',
		'explained_neurons',
		'trig_fraction',
		'logit_fit',
		'sum_of_squared_weights',
		...tensors
	];
	const keys = Array.from({ length: 10 }, (_, i) => i + 1);
	const charts = [
		lossLines(SPLIT, true),
		accuracyLines(SPLIT, true),
		...measureGroups({ columns: recorded, vectors: [] }).map(({ lines, members }) => [
			...lines,
			...members
		]),
		[
			...lossMeasureGroups({ columns: recorded, vectors: [] }, SPLIT).flatMap(({ lines }) => lines),
			...frequencyLines('excluded_by_frequency', keys, true)
		],
		frequencyLines('cosine_coefficient', keys)
	];
	expect(Math.max(...charts.map((lines) => lines.length))).toBeGreaterThan(11);
	for (const lines of charts) {
		expect(colors(lines)).toBe(lines.length);
		expect(patterns(lines)).toBe(lines.length);
	}
});

const points = fc.array(
	fc.record({
		x: fc.integer({ min: 0, max: 900 }),
		y: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(Number.NaN, Infinity, -Infinity))
	}),
	{ maxLength: 60 }
);

test('a path joins neighbours that are there, and nothing else', () => {
	fc.assert(
		fc.property(points, (path) => {
			const joined: string[] = [];
			let at = '';
			const name = (x: number, y: number) => `${String(x)},${String(y)}`;
			tracePath(
				{
					moveTo: (x, y) => (at = name(x, y)),
					lineTo: (x, y) => {
						joined.push(`${at}-${name(x, y)}`);
						at = name(x, y);
					}
				},
				path
			);
			const isThere = (i: number) => Number.isFinite(path[i]?.y);
			const expected = path.flatMap(({ x, y }, i) => {
				const before = path[i - 1];
				return before !== undefined && isThere(i) && isThere(i - 1)
					? [`${name(before.x, before.y)}-${name(x, y)}`]
					: [];
			});
			expect(joined).toEqual(expected);
			const alone = path.filter((_, i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
			expect(lonelyPoints(path)).toEqual(alone);
		}),
		{ seed: SEED }
	);
});

test('every line that is there has a sign, and signs keep their distance', () => {
	fc.assert(
		fc.property(points, fc.nat({ max: 30 }), (path, place) => {
			const there = path.filter(({ y }) => Number.isFinite(y)).toSorted((a, b) => a.x - b.x);
			const at = signPoints(there, place).map(({ x }) => x);
			expect(at.length > 0).toBe(there.length > 0);
			at.slice(1).forEach((x, i) => {
				expect(x - (at[i] ?? 0)).toBeGreaterThanOrEqual(90);
			});
		}),
		{ seed: SEED }
	);
});
