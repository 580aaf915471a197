import { turnHue } from './grids/color-ramp.ts';

/** Names of the series colours; each is a CSS custom property. */
export type SeriesColor =
	'train' | 'test' | 'green' | 'purple' | 'brown' | 'all-test' | 'part' | LineColor;

/** Colours of further lines, by their number in a chart, from 1. */
export type LineColor = `line-${number}`;
/** This many have a custom property; further ones have another hue. */
const LINE_COLORS = 12;
const HUE_STEP = 11;

/** The colour of line number `index`, from 0. No two lines of a chart have the same. */
export const lineColor = (index: number): LineColor => `line-${index + 1}`;

/** The custom property of a colour, and the angle in degrees by which its hue is turned. */
function rootOf(color: SeriesColor): { readonly property: string; readonly turn: number } {
	const place = /^line-(\d+)$/.exec(color)?.[1];
	if (place === undefined) return { property: `--series-${color}`, turn: 0 };
	const index = Number(place) - 1;
	return {
		property: `--series-line-${String((index % LINE_COLORS) + 1)}`,
		turn: HUE_STEP * Math.floor(index / LINE_COLORS)
	};
}

/** A colour as CSS. */
export function seriesCss(color: SeriesColor): string {
	const { property, turn } = rootOf(color);
	return turn === 0
		? `var(${property})`
		: `oklch(from var(${property}) l c calc(h + ${String(turn)}))`;
}

/** Colour scales: from smallest to largest, or from negative through zero to positive. */
export type RampName = 'sequential' | 'diverging';

/** The colours and font of charts, read from CSS custom properties. */
export interface ChartTheme {
	readonly ink: string;
	readonly inkSecondary: string;
	readonly surface: string;
	readonly paper: string;
	readonly rule: string;
	readonly edge: string;
	readonly accent: string;
	readonly band: string;
	readonly transition: string;
	readonly bar: string;
	readonly font: string;
	series(color: SeriesColor): string;
	/** Stops of a colour scale, as #rrggbb. */
	ramp(name: RampName): readonly string[];
	/** Colour of a category, as #rrggbb. */
	category(index: number): string;
}

const RAMP_STOPS = Object.freeze({ sequential: 4, diverging: 5 });
const CATEGORY_COUNT = 6;

/** The current theme of an element. */
export function readTheme(element: Element): ChartTheme {
	const style = getComputedStyle(element);
	const read = (name: string) => style.getPropertyValue(name).trim();
	return {
		ink: read('--ink'),
		inkSecondary: read('--ink-secondary'),
		surface: read('--surface'),
		paper: read('--paper'),
		rule: read('--rule'),
		edge: read('--edge'),
		accent: read('--accent'),
		band: read('--band'),
		transition: read('--transition'),
		bar: read('--bar'),
		font: style.fontFamily,
		series: (color) => {
			const { property, turn } = rootOf(color);
			return turn === 0 ? read(property) : turnHue(read(property), turn);
		},
		ramp: (name) =>
			Array.from({ length: RAMP_STOPS[name] }, (_, i) => read(`--${name}-${String(i)}`)),
		category: (index) => read(`--category-${String((index % CATEGORY_COUNT) + 1)}`)
	};
}

/** Calls back when the system switches between light and dark. Returns a function that stops it. */
export function onThemeChange(changed: () => void): () => void {
	try {
		const query = matchMedia('(prefers-color-scheme: dark)');
		query.addEventListener('change', changed);
		return () => {
			query.removeEventListener('change', changed);
		};
	} catch {
		// Without media queries, charts keep their first theme.
		return () => undefined;
	}
}
