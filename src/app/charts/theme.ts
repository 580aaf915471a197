/** Fixed colours of the series, by the name of their custom property. */
export type SeriesColor =
	| 'train'
	| 'test'
	| 'restricted'
	| 'excluded'
	| 'weights'
	| 'mirrored'
	| 'non-mirrored'
	| LineColor;

/** Colours of lines that have none of their own, by their place in a chart. */
export type LineColor = `line-${1 | 2 | 3 | 4 | 5 | 6}`;
const LINE_COLORS: readonly LineColor[] = Object.freeze([
	'line-1',
	'line-2',
	'line-3',
	'line-4',
	'line-5',
	'line-6'
]);

/** The colour of the line in place `index`; they begin anew after the last. */
export const lineColor = (index: number): LineColor =>
	LINE_COLORS[index % LINE_COLORS.length] ?? 'line-1';

/** Colour scales: from least to largest, or from negative through zero to positive. */
export type RampName = 'sequential' | 'diverging';

/** What a chart needs of the page's look, read from CSS custom properties. */
export interface ChartTheme {
	readonly ink: string;
	readonly inkSecondary: string;
	readonly surface: string;
	readonly rule: string;
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

/** The theme in force at an element. */
export function readTheme(element: Element): ChartTheme {
	const style = getComputedStyle(element);
	const read = (name: string) => style.getPropertyValue(name).trim();
	return {
		ink: read('--ink'),
		inkSecondary: read('--ink-secondary'),
		surface: read('--surface'),
		rule: read('--rule'),
		accent: read('--accent'),
		band: read('--band'),
		transition: read('--transition'),
		bar: read('--bar'),
		font: style.fontFamily,
		series: (color) => read(`--series-${color}`),
		ramp: (name) =>
			Array.from({ length: RAMP_STOPS[name] }, (_, i) => read(`--${name}-${String(i)}`)),
		category: (index) => read(`--category-${String((index % CATEGORY_COUNT) + 1)}`)
	};
}

/** Calls back when the system switches between light and dark. Returns what ends it. */
export function onThemeChange(changed: () => void): () => void {
	const query = matchMedia('(prefers-color-scheme: dark)');
	query.addEventListener('change', changed);
	return () => {
		query.removeEventListener('change', changed);
	};
}
