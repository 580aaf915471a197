import { EVALUATION_METRICS } from '../../engine/core/telemetry.ts';
import type { ProbeScalar, ProbeSpec } from '../../engine/probes/define.ts';
import { probes } from '../../engine/probes/index.ts';
import { FIRST_DASHED, lineLook, PLAIN_LOOK, type LineLook } from '../charts/line-look.ts';
import { lineColor, type SeriesColor } from '../charts/theme.ts';
import { mainLossLines, type SeriesLine } from './series-lines.ts';

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
	readonly values: 'loss' | 'fraction' | 'plain';
	readonly lines: readonly SeriesLine[];
	/** More lines of the same kind, shown on demand: of each tensor. */
	readonly members: readonly SeriesLine[];
}

const OWN_COLORS: Readonly<Record<string, SeriesColor>> = Object.freeze({
	restricted_loss: 'restricted',
	excluded_loss: 'excluded',
	sum_of_squared_weights: 'weights'
});
const OWN_LOOKS: Readonly<Record<string, LineLook>> = Object.freeze({
	restricted_loss: { dash: [], marker: 'triangle' },
	excluded_loss: { dash: [], marker: 'square' },
	sum_of_squared_weights: PLAIN_LOOK
});

/** What is drawn together, most important first; columns that stand nowhere get a chart by probe and unit. */
const TOGETHER: readonly {
	readonly title: string;
	readonly columns: Readonly<Record<string, string>>;
}[] = Object.freeze([
	{
		title: 'Explained variance',
		columns: {
			explained_neurons: 'neurons',
			trig_fraction: 'logit variance',
			logit_fit: 'logit fit'
		}
	},
	{
		title: 'Gini coefficients',
		columns: { gini_embedding: 'W_E', gini_neuron_logit: 'W_L' }
	},
	{ title: 'Sum of squared weights', columns: { sum_of_squared_weights: 'total' } },
	{
		title: 'Embedding spectrum',
		columns: { embedding_top_5_share: 'top 5', embedding_entropy: 'entropy' }
	}
]);

const PROGRESS = Object.freeze(['restricted_loss', 'excluded_loss']);

interface Described extends ProbeScalar {
	readonly probe: ProbeSpec;
}

const SCALARS: readonly Described[] = Object.freeze(
	probes.all.flatMap((probe) => probe.scalars.map((scalar) => ({ ...scalar, probe })))
);

const describe = (column: string) => SCALARS.find(({ id }) => id === column);

function lineOf(column: string, label: string, place: number): SeriesLine {
	return {
		label,
		definition: definitionOf([column]),
		source: 'evaluations',
		column,
		color: OWN_COLORS[column] ?? lineColor(place),
		look: OWN_LOOKS[column] ?? lineLook(place),
		width: 1.75,
		needsKeys: describe(column)?.needsKeys === true
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

function groupOf(
	title: string,
	labels: Readonly<Record<string, string>>,
	recorded: readonly string[]
): MeasureGroup | undefined {
	const columns = Object.keys(labels).filter((column) => recorded.includes(column));
	const first = columns[0];
	if (first === undefined) return undefined;
	return {
		title,
		definition: definitionOf(columns),
		values: describe(first)?.unit ?? 'plain',
		lines: columns.map((column, place) => lineOf(column, labels[column] ?? column, place)),
		members: membersOf(columns, recorded)
	};
}

/** Train, test, restricted and excluded loss: the picture of the paper. Undefined where neither is measured. */
export function progressGroup(
	recorded: readonly string[],
	hasMirrors = false
): MeasureGroup | undefined {
	const columns = PROGRESS.filter((column) => recorded.includes(column));
	if (columns.length === 0) return undefined;
	const label = (column: string) => column.replace('_loss', '');
	return {
		title: 'Progress measures',
		definition: definitionOf(columns),
		values: 'loss',
		lines: [
			...mainLossLines(hasMirrors),
			...columns.map((column, place) => lineOf(column, label(column), place))
		],
		members: []
	};
}

/** The charts beside it. @param recorded columns of the evaluations so far */
export function measureGroups(recorded: readonly string[]): readonly MeasureGroup[] {
	return TOGETHER.flatMap(({ title, columns }) => groupOf(title, columns, recorded) ?? []);
}

/** Everything else that is recorded, a chart per probe and unit. */
export function otherGroups(recorded: readonly string[]): readonly MeasureGroup[] {
	const placed = new Set<string>([
		...EVALUATION_METRICS,
		...PROGRESS,
		...TOGETHER.flatMap(({ columns }) => Object.keys(columns))
	]);
	const groups = new Map<string, Record<string, string>>();
	for (const column of recorded) {
		if (placed.has(column) || column.includes(':')) continue;
		const scalar = describe(column);
		const title = scalar === undefined ? titleOf(column) : `${scalar.probe.label}|${scalar.unit}`;
		groups.set(title, { ...groups.get(title), [column]: scalar?.label ?? titleOf(column) });
	}
	return [...groups].flatMap(([key, labels]) => {
		const title = key.replace(/\|.*/, '');
		const only = Object.values(labels);
		return groupOf(only.length === 1 ? (only[0] ?? title) : title, labels, recorded) ?? [];
	});
}

/**
 * A measure per frequency as lines of some frequencies: a frequency has the same colour in every chart.
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
