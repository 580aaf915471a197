import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { colorRamp, parseHex } from '../../../../src/app/charts/grids/color-ramp.ts';

const css = readFileSync(new URL('../../../../src/app/styles/tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media');

function stops(theme: string, name: string): string[] {
	return [...theme.matchAll(new RegExp(`--${name}-\\d: (#[0-9a-f]{6})`, 'g'))].map(
		([, color]) => color ?? ''
	);
}

/** Relative luminance (WCAG 2). */
function luminance(color: readonly number[]): number {
	const [r = 0, g = 0, b = 0] = color.map((channel) => {
		const share = channel / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const THEMES = [
	['light', light],
	['dark', dark]
] as const;

test.each(THEMES)('a ramp of the %s theme goes through its stops', (_, theme) => {
	const colors = stops(theme, 'sequential');
	const ramp = colorRamp(colors);
	expect(ramp.at(0)).toEqual(parseHex(colors[0] ?? ''));
	expect(ramp.at(1)).toEqual(parseHex(colors.at(-1) ?? ''));
	expect(ramp.at(7)).toEqual(ramp.at(1));
	const middle = colorRamp(stops(theme, 'diverging')).at(0.5);
	parseHex(stops(theme, 'diverging')[2] ?? '').forEach((channel, i) => {
		expect(Math.abs((middle[i] ?? 0) - channel)).toBeLessThanOrEqual(2);
	});
});

test.each(THEMES)('in the %s theme lightness alone tells values apart', (_, theme) => {
	const falls = (values: readonly number[]) =>
		values.every((value, i) => i === 0 || value < (values[i - 1] ?? 0));
	const lightness = (name: string, from: number, to: number) => {
		const ramp = colorRamp(stops(theme, name));
		return Array.from({ length: 33 }, (_, i) => luminance(ramp.at(from + ((to - from) * i) / 32)));
	};
	const isLight = theme === light;
	const along = (values: readonly number[]) => (isLight ? values : values.toReversed());
	expect(falls(along(lightness('sequential', 0, 1)))).toBe(true);
	expect(falls(along(lightness('diverging', 0.5, 1)))).toBe(true);
	expect(falls(along(lightness('diverging', 0.5, 0)))).toBe(true);
});
