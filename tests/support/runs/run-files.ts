import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of a view in views.json. Numbers that are none are null there. */
type WrittenPart =
	| { readonly kind: 'bars'; readonly values: readonly number[] }
	| {
			readonly kind: 'table';
			readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
	  }
	| { readonly kind: 'grid' | 'points' | 'lines' | 'dial' | 'dots' };

export interface WrittenView {
	readonly facts: readonly { readonly label: string; readonly value: number }[];
	readonly parts: readonly WrittenPart[];
}

export interface WrittenViews {
	readonly key_frequencies: readonly number[];
	readonly views: Readonly<Record<string, WrittenView>>;
}

/** The last evaluation in a run card. */
export interface WrittenEvaluation {
	readonly key_frequencies: readonly number[];
	readonly spectra: Readonly<Record<string, readonly number[]>>;
	readonly by_frequency: Readonly<Record<string, readonly number[]>>;
}

interface WrittenCard {
	readonly adapter: { readonly kind: string };
	readonly runs: readonly { readonly last_evaluation: WrittenEvaluation }[];
}

const isViews = (value: unknown): value is WrittenViews =>
	typeof value === 'object' && value !== null && 'views' in value && 'key_frequencies' in value;

const isCard = (value: unknown): value is WrittenCard =>
	typeof value === 'object' && value !== null && 'runs' in value && 'adapter' in value;

const readJson = (folder: string, file: string): unknown =>
	JSON.parse(readFileSync(join(folder, file), 'utf8'));

export function readViews(folder: string): WrittenViews {
	const value = readJson(folder, 'views.json');
	if (!isViews(value)) throw new Error(`${folder}: views.json holds no views`);
	return value;
}

/** Kind of the adapter, and the last evaluation, of a run without replicas. */
export function readCard(folder: string): {
	readonly adapterKind: string;
	readonly evaluation: WrittenEvaluation;
} {
	const value = readJson(folder, 'run.json');
	const [first] = isCard(value) ? value.runs : [];
	if (!isCard(value) || first === undefined) throw new Error(`${folder}: run.json is no card`);
	return { adapterKind: value.adapter.kind, evaluation: first.last_evaluation };
}

/** The last row of metrics.csv by column. An empty cell is NaN. */
export function readLastRow(folder: string): Readonly<Record<string, number>> {
	const lines = readFileSync(join(folder, 'metrics.csv'), 'utf8').trim().split('\n');
	const cells = lines.at(-1)?.split(',') ?? [];
	const names = lines[0]?.split(',') ?? [];
	return Object.fromEntries(
		names.map((name, i) => [name, cells[i] ? Number(cells[i]) : NaN] as const)
	);
}

/** Every number in a JSON value, and the paths of those that are none (null). */
export function numbersIn(
	value: unknown,
	path = ''
): { readonly count: number; readonly none: readonly string[] } {
	if (typeof value === 'number') return { count: 1, none: [] };
	if (value === null) return { count: 0, none: [path] };
	if (typeof value !== 'object') return { count: 0, none: [] };
	const inside = Object.entries(value).map(([key, each]) => numbersIn(each, `${path}/${key}`));
	return {
		count: inside.reduce((sum, { count }) => sum + count, 0),
		none: inside.flatMap(({ none }) => none)
	};
}
