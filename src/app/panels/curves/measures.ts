import { EVALUATION_METRICS } from '../../../engine/core/telemetry.ts';
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
import { mainLossLines, type SeriesLine, type SplitOf } from './series-lines.ts';

/** A measure's name and rule, from the probe that makes it. */
export interface MeasureWords {
	readonly title: string;
	readonly definition: string | undefined;
}

/** A kebab-case or snake_case id as a title. */
function titleOf(id: string): string {
	const words = id.replaceAll(/[-_]/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The words of a probe. An id that is not registered still has a title. */
export function wordsOf(probeId: string): MeasureWords {
	if (!probes.has(probeId)) return { title: titleOf(probeId), definition: undefined };
	const { label, definition, cite } = probes.get(probeId);
	return { title: label, definition: `${definition} (${cite})` };
}

/** Lines that belong into one chart. */
export interface MeasureGroup {
	readonly title: string;
	readonly definition: string | undefined;
	readonly values: MeasureUnit;
	readonly lines: readonly SeriesLine[];
	/** More lines of the same kind, shown on demand: of each tensor. */
	readonly members: readonly SeriesLine[];
	/**
	 * Measures of which each key frequency has a line, and what the switch says that shows them.
	 */
	readonly perFrequency: readonly { readonly id: string; readonly switch: string | undefined }[];
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

/** All charts that some measure names, in their order. */
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

function lineOf(column: string, label: string, place: number): SeriesLine {
	const scalar = describe(column);
	const sign = scalar?.line?.sign;
	return {
		label,
		definition: definitionOf([column]),
		source: 'evaluations',
		column,
		color: scalar?.line?.color ?? lineColor(place),
		look: sign === undefined ? lineLook(place) : { dash: [], marker: sign },
		width: 1.75,
		needsKeys: scalar?.needsKeys === true
	};
}

/** One paper once, however many of the lines it defines. */
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

/** Ids that a run has recorded: columns of its evaluations, and measures per frequency. */
export interface Recorded {
	readonly columns: readonly string[];
	readonly vectors: readonly string[];
}

const NO_FREQUENCIES = { perFrequency: [], placeholder: '', withoutKeys: undefined } as const;

/** What is recorded of the lines of a chart; undefined where that is nothing. */
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
		placeholder: chart.placeholder ?? '',
		withoutKeys: chart.withoutKeys
	};
}

/** The charts of measures beside train and test loss: the picture of the paper. */
export const lossMeasureGroups = (recorded: Recorded, split: SplitOf): readonly MeasureGroup[] =>
	CHARTS.filter(({ isBesideLosses }) => isBesideLosses === true)
		.flatMap((chart) => chartGroup(chart, recorded) ?? [])
		.map((group) => ({ ...group, lines: [...mainLossLines(split), ...group.lines] }));

/** The charts below them. */
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

/** Everything else that is recorded, a chart per probe and unit. */
export function otherGroups({ columns }: Pick<Recorded, 'columns'>): readonly MeasureGroup[] {
	const splits: readonly string[] = EVALUATION_METRICS;
	const groups = new Map<string, string[]>();
	for (const column of columns) {
		const scalar = describe(column);
		if (splits.includes(column) || column.includes(':') || scalar?.line !== undefined) continue;
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
 * A measure per frequency as lines of some frequencies: a frequency has the same colour in every
 * chart.
 * @param isDashed beside lines of other measures, whose colours may be near
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

/** The words of a measure per frequency. */
export function vectorWords(id: string): MeasureWords {
	const found = probes.all.flatMap(({ vectors = [], cite }) =>
		vectors.filter((vector) => vector.id === id).map((vector) => ({ ...vector, cite }))
	)[0];
	return {
		title: found?.label ?? titleOf(id),
		definition: found && `${found.definition} (${found.cite})`
	};
}
