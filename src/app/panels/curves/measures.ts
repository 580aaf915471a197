import type {
	MeasureChart,
	MeasureUnit,
	ProbeScalar,
	ProbeSpec,
	ProbeVector
} from '../../../engine/probes/define.ts';
import { probes } from '../../../engine/probes/index.ts';
import { FIRST_DASHED, lineLook } from '../../charts/lines/line-look.ts';
import { lineColor } from '../../charts/theme.ts';
import type { RunSource } from '../../state/run/run-source.ts';
import { lossLines, type SeriesLine, type SplitOf } from './series-lines.ts';

/** Name and definition of a measure, from its probe. */
export interface MeasureWords {
	readonly title: string;
	readonly definition: string | undefined;
}

/** A kebab-case or snake_case id as a title. */
function titleOf(id: string): string {
	const words = id.replaceAll(/[-_]/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Title and definition of a probe. An unknown id still gets a title. */
export function wordsOf(probeId: string): MeasureWords {
	if (!probes.has(probeId)) return { title: titleOf(probeId), definition: undefined };
	const { label, definition, cite } = probes.get(probeId);
	return { title: label, definition: `${definition} (${cite})` };
}

/** The lines of one chart. */
export interface MeasureGroup {
	readonly title: string;
	readonly definition: string | undefined;
	readonly values: MeasureUnit;
	readonly lines: readonly SeriesLine[];
	/** More lines of the same kind, one per tensor, shown on request. */
	readonly members: readonly SeriesLine[];
	/**
	 * Measures with a line per key frequency, and the label of the switch that shows these lines.
	 */
	readonly perFrequency: readonly { readonly id: string; readonly switch: string | undefined }[];
	/**
	 * What the sum over the key frequencies means. If there is one, each frequency has a small
	 * chart of its own.
	 */
	readonly sum: string | undefined;
	readonly placeholder: string;
	/** Why lines are empty in a run without key frequencies. */
	readonly withoutKeys: string | undefined;
}

interface Described extends ProbeScalar {
	readonly probe: ProbeSpec;
}

const SCALARS: readonly Described[] = Object.freeze(
	probes.all.flatMap((probe) => probe.scalars.map((scalar) => ({ ...scalar, probe })))
);
const VECTORS: readonly ProbeVector[] = Object.freeze(
	probes.all.flatMap(({ vectors = [] }) => vectors)
);

/** All charts named by measures, in order. */
const CHARTS: readonly MeasureChart[] = Object.freeze(
	[
		...new Map(
			[...SCALARS.map(({ line }) => line?.chart), ...VECTORS.map(({ lines }) => lines?.chart)]
				.filter((chart) => chart !== undefined)
				.map((chart) => [chart.id, chart])
		).values()
	].toSorted((one, other) => one.place - other.place)
);

const describe = (column: string) => SCALARS.find(({ id }) => id === column);

/**
 * Whether a column of an evaluation is the loss or the accuracy of a split, or of a group of test
 * examples: no probe measures it.
 */
export const isSplitColumn = (column: string): boolean =>
	/_(loss|accuracy)$/.test(column) && describe(column) === undefined;

function lineOf(column: string, label: string, place: number): SeriesLine {
	const scalar = describe(column);
	const sign = scalar?.line?.sign;
	return {
		label,
		definition: definitionOf([column]),
		source: 'evaluations',
		column,
		color: scalar?.line?.color ?? lineColor(place),
		look: sign === undefined ? lineLook(place) : { dash: [], sign },
		width: 1.75,
		needsKeys: scalar?.needsKeys === true
	};
}

/** Names each paper once. */
function definitionOf(columns: readonly string[]): string | undefined {
	const scalars = columns.flatMap((column) => describe(column) ?? []);
	if (scalars.length === 0) return undefined;
	const rules = scalars.map(({ label, definition }) =>
		scalars.length === 1 ? definition : `${label}: ${definition}`
	);
	const cites = [...new Set(scalars.map(({ probe }) => probe.cite))];
	return `${rules.join(' ')} (${cites.join('; ')})`;
}

function membersOf(columns: readonly string[], recorded: readonly string[]): SeriesLine[] {
	const prefixes = columns.map((column) => `${column}:`);
	return recorded
		.filter((column) => prefixes.some((prefix) => column.startsWith(prefix)))
		.map((column, place) => ({
			...lineOf(column, column.slice(column.indexOf(':') + 1), columns.length + place),
			width: 1.25
		}));
}

/** Ids in the evaluations of a run: columns, and measures per frequency. */
export interface Recorded {
	readonly columns: readonly string[];
	readonly vectors: readonly string[];
}

const NO_FREQUENCIES = {
	perFrequency: [],
	sum: undefined,
	placeholder: '',
	withoutKeys: undefined
} as const;

/** The lines of a chart that the run has; undefined if it has none. */
function chartGroup(chart: MeasureChart, recorded: Recorded): MeasureGroup | undefined {
	const scalars = SCALARS.flatMap(({ id, unit, line }) =>
		line?.chart.id === chart.id && recorded.columns.includes(id) ? [{ id, unit, line }] : []
	).toSorted((one, other) => one.line.place - other.line.place);
	const vectors = VECTORS.filter(
		({ id, lines }) => lines?.chart.id === chart.id && recorded.vectors.includes(id)
	);
	const unit = scalars[0]?.unit ?? vectors.find(({ lines }) => lines?.switch === undefined)?.unit;
	if (unit === undefined) return undefined;
	const columns = scalars.map(({ id }) => id);
	return {
		title: chart.title,
		definition: definitionOf(columns) ?? vectorWords(vectors[0]?.id ?? '').definition,
		values: unit,
		lines: scalars.map(({ id, line }, place) => lineOf(id, line.label, place)),
		members: membersOf(columns, recorded.columns),
		perFrequency: vectors.map(({ id, lines }) => ({ id, switch: lines?.switch })),
		sum: vectors.find(({ lines }) => lines?.sum !== undefined)?.lines?.sum,
		placeholder: chart.placeholder ?? '',
		withoutKeys: chart.withoutKeys
	};
}

/** The charts that show measures together with train and test loss, as in the paper. */
export const lossMeasureGroups = (recorded: Recorded, split: SplitOf): readonly MeasureGroup[] =>
	CHARTS.filter(({ isBesideLosses }) => isBesideLosses === true)
		.flatMap((chart) => chartGroup(chart, recorded) ?? [])
		.map((group) => ({ ...group, lines: [...lossLines(split), ...group.lines] }));

/** The other charts of measures. */
export const measureGroups = (recorded: Recorded): readonly MeasureGroup[] =>
	CHARTS.filter(({ isBesideLosses }) => isBesideLosses !== true).flatMap(
		(chart) => chartGroup(chart, recorded) ?? []
	);

/** Titles of all charts of measures that a run has. */
export const measureTitles = ({
	evaluationColumns: columns,
	vectorIds: vectors
}: Pick<RunSource, 'evaluationColumns' | 'vectorIds'>): readonly string[] =>
	CHARTS.filter((chart) => chartGroup(chart, { columns, vectors }) !== undefined).map(
		({ title }) => title
	);

/** Measures without a chart of their own: one chart per probe and unit. */
export function otherGroups({ columns }: Pick<Recorded, 'columns'>): readonly MeasureGroup[] {
	const groups = new Map<string, string[]>();
	for (const column of columns) {
		const scalar = describe(column);
		if (isSplitColumn(column) || column.includes(':') || scalar?.line !== undefined) continue;
		const key = scalar === undefined ? column : `${scalar.probe.id}|${scalar.unit}`;
		groups.set(key, [...(groups.get(key) ?? []), column]);
	}
	return [...groups.values()].map((ids) => {
		const labels = ids.map((id) => describe(id)?.label ?? titleOf(id));
		const [first] = ids.flatMap((id) => describe(id) ?? []);
		return {
			...NO_FREQUENCIES,
			title: ids.length === 1 ? labels.join() : (first?.probe.label ?? labels.join(', ')),
			definition: definitionOf(ids),
			values: first?.unit ?? 'plain',
			lines: ids.map((id, place) => lineOf(id, labels[place] ?? id, place)),
			members: membersOf(ids, columns)
		};
	});
}

/**
 * A measure per frequency as lines. A frequency has the same colour in every chart.
 * @param isDashed for charts with other lines, whose colours may be similar
 */
export function frequencyLines(
	id: string,
	frequencies: readonly number[],
	isDashed = false
): readonly SeriesLine[] {
	const { title, definition } = vectorWords(id);
	return frequencies.map((k, place) => ({
		label: `k = ${String(k)}`,
		description: `${title}, k = ${String(k)}`,
		definition: definition && `${title}, k = ${String(k)}: ${definition}`,
		source: 'vectors',
		column: id,
		frequency: k,
		color: lineColor(place),
		look: lineLook(isDashed ? FIRST_DASHED + place : place),
		width: 1.5,
		needsKeys: true
	}));
}

/** The sum of a measure over the key frequencies, as a line. */
export function sumLine(id: string, frequencies: readonly number[]): SeriesLine {
	const { title, definition } = vectorWords(id);
	return {
		label: 'sum',
		description: `${title}, sum over the key frequencies`,
		definition,
		source: 'vectors',
		column: id,
		sumOf: frequencies,
		color: 'test',
		width: 2.25,
		needsKeys: true
	};
}

/** Title and definition of a measure per frequency. */
export function vectorWords(id: string): MeasureWords {
	const found = probes.all.flatMap(({ vectors = [], cite }) =>
		vectors.filter((vector) => vector.id === id).map((vector) => ({ ...vector, cite }))
	)[0];
	return {
		title: found?.label ?? titleOf(id),
		definition: found && `${found.definition} (${found.cite})`
	};
}
