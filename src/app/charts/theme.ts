/** Fixed colours of the series, by the name of their custom property. */
export type SeriesColor = 'train' | 'test' | 'mirrored' | 'non-mirrored' | 'measure';

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
}

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
		series: (color) => read(`--series-${color}`)
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
