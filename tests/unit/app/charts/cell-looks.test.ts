import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hasRoomForDots, lookColors } from '../../../../src/app/charts/grids/cell-looks.ts';
import { gridArea } from '../../../../src/app/charts/grids/grid-area.ts';
import type { ChartTheme } from '../../../../src/app/charts/theme.ts';

const css = readFileSync(new URL('../../../../src/app/styles/tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media');
const LOOKS = [
	{ isFilled: true, isDotted: true },
	{ isFilled: false, isDotted: true },
	{ isFilled: true, isDotted: false },
	{ isFilled: false, isDotted: false }
];
const NOTHING = '';

function themeOf(text: string): ChartTheme {
	const read = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(text)?.[1] ?? NOTHING;
	return {
		ink: read('ink'),
		inkSecondary: read('ink-secondary'),
		surface: read('surface'),
		paper: read('paper'),
		rule: read('rule'),
		edge: read('edge'),
		accent: read('accent'),
		band: NOTHING,
		transition: NOTHING,
		bar: NOTHING,
		font: NOTHING,
		series: () => NOTHING,
		ramp: () => [],
		category: () => NOTHING
	};
}

/** Relative luminance (WCAG 2). */
function luminance(color: readonly number[]): number {
	const [r = 0, g = 0, b = 0] = color.map((channel) => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

test.each([
	['light', light],
	['dark', dark]
])(
	'in the %s theme and in greyscale right is one side, wrong the other, and a tint stands for the dot',
	(_, text) => {
		const theme = themeOf(text);
		const tinted = lookColors(LOOKS, theme, true).map(luminance);
		const [rightShown = 0, wrongShown = 0, right = 0, wrong = 0] = tinted;
		// From filled to paper, one way.
		const order = [right, rightShown, wrongShown, wrong];
		const ascending = order.toSorted((a, b) => a - b);
		expect(order).toEqual(text === light ? ascending : ascending.toReversed());
		// Right and wrong differ more than either does by its tint.
		expect(contrast(right, wrong)).toBeGreaterThan(4.5);
		expect(contrast(right, rightShown)).toBeGreaterThan(1.4);
		expect(contrast(rightShown, wrongShown)).toBeGreaterThan(1.4);
		expect(contrast(wrongShown, wrong)).toBeGreaterThan(1.2);
		// With room for dots the fill says right or wrong and nothing else.
		const [a, b, c, d] = lookColors(LOOKS, theme, false);
		expect([a, b]).toEqual([c, d]);
		expect(a).not.toEqual(b);
	}
);

test('the table has dots as long as its cells have room for them', () => {
	const dotted = [5, 7, 31, 53, 59, 97, 113, 199].filter((p) => {
		const grid = { rows: p, columns: p };
		return hasRoomForDots(gridArea(grid, 330, 330, 1), grid);
	});
	expect(dotted).toEqual([5, 7, 31, 53, 59]);
});

test.each([1, 1.25, 2, 3])(
	'at %f device pixels per pixel cells with looks are squares of whole device pixels',
	(density) => {
		for (const p of [5, 31, 59, 113]) {
			for (const hasAxes of [true, false]) {
				const frame = { rows: p, columns: p, looks: LOOKS, hasAxes };
				const { left, top, width, height } = gridArea(frame, 286, 300, density);
				const side = (width / p) * density;
				expect(side).toBeCloseTo(Math.round(side), 9);
				expect(side).toBeGreaterThanOrEqual(1);
				expect(height).toBe(width);
				expect(left * density).toBeCloseTo(Math.round(left * density), 9);
				expect(left + width).toBeLessThanOrEqual(286);
				expect(top + height).toBeLessThanOrEqual(300);
			}
		}
	}
);
