import { frequencyCount } from '../core/fourier.ts';
import { integers, integersIn, type ParamSchemas } from '../core/param-schema.ts';
import {
	randomFrequencies,
	summarizeControl,
	type FrequencyControl
} from '../mechanism/random-frequencies.ts';
import type { ProbeSubject } from '../probes/define.ts';
import { frequencyOrder, groupOf } from '../probes/cyclic-group.ts';
import { chanceLevel, lossDots, scoreColumns, scoreValues, type Score } from './ablation-scores.ts';
import type { DotRow, DotsPart, TablePart, ViewData, ViewRun } from './define.ts';
import { byStrength, noKeys } from './subjects.ts';

/**
 * Number of masks of frequencies in one execution of a segment. With 16 or more, neighbouring
 * lanes of a GPU work on different masks.
 */
export const MASKS = 16;

/** A mask for each set: 1 for the frequencies in it [MASKS, frequencies]. */
function masksOf(sets: readonly (readonly number[])[], order: number): Float64Array {
	const count = frequencyCount(order);
	const masks = new Float64Array(MASKS * count);
	sets.forEach((set, m) => {
		for (const k of set) masks[m * count + k - 1] = 1;
	});
	return masks;
}

/**
 * Runs a segment on all sets, `MASKS` at a time, and collects the result of `look` for each set.
 */
export async function overMasks<Result>(
	sets: readonly (readonly number[])[],
	order: number,
	look: (masks: Float64Array, batch: readonly (readonly number[])[]) => Promise<readonly Result[]>
): Promise<readonly Result[]> {
	const results: Result[] = [];
	for (let from = 0; from < sets.length; from += MASKS) {
		const batch = sets.slice(from, from + MASKS);
		results.push(...(await look(masksOf(batch, order), batch)));
	}
	return results;
}

/** The control that chooses what is ablated. */
export const frequencyControls = ({ shape }: ProbeSubject): ParamSchemas => ({
	frequencies: integers({
		label: 'Frequencies',
		help: 'Separated by commas. Empty: the key frequencies in force.',
		applies: 'analysis',
		min: 1,
		max: frequencyCount(frequencyOrder(shape)),
		default: ''
	})
});

/** The frequencies in the control; if it is empty, the key frequencies. */
export function chosenFrequencies({ controls, keyFrequencies }: ViewRun): readonly number[] {
	const value = controls['frequencies'];
	const chosen = typeof value === 'string' ? integersIn(value) : [];
	return chosen.length > 0 ? chosen : keyFrequencies;
}

/** The strongest frequencies that are offered where there is no key frequency. */
const OFFERED = 3;

/** What an ablation shows without frequencies: why, and some that may be chosen. */
export function withoutKeys(run: ViewRun): ViewData {
	const strongest = byStrength(run).slice(0, OFFERED).join(',');
	return {
		facts: [],
		parts: [],
		nothing: noKeys(run),
		offer: {
			label: `Take the strongest: ${strongest.replaceAll(',', ', ')}`,
			controls: { frequencies: strongest }
		}
	};
}

/** One set of frequencies to ablate, or many random draws of sets. */
interface Experiment {
	/** The frequencies in words; undefined for none. */
	readonly name: string | undefined;
	readonly sets: readonly (readonly number[])[];
	readonly isDrawn: boolean;
}

/** The name of a row: what was done with which frequencies. */
function rowName(of: keyof SetScores, name: string | undefined): string {
	if (of === 'removed') return name === undefined ? 'nothing removed' : `without ${name}`;
	return name === undefined ? 'nothing kept' : `only ${name}`;
}

const randomWords = (size: number): string =>
	size === 1 ? '1 random other' : `${String(size)} random others`;

/** A sentence that says why a random control is missing from the rows. */
function describeLack({
	needed,
	available
}: Extract<FrequencyControl, { kind: 'too-few-others' }>) {
	const others =
		available === 0
			? 'no other frequency exists'
			: `only ${String(available)} other ${available === 1 ? 'frequency exists' : 'frequencies exist'}`;
	return `There is no row with ${randomWords(needed)}: ${others}.`;
}

/**
 * The experiments: no frequency, all chosen frequencies, each of them, and as many random others
 * from the `probe` stream (decisions.md).
 * @returns the experiments, and a sentence for each control that cannot be drawn
 */
function experimentsOf(run: ViewRun, chosen: readonly number[]) {
	const lacks: string[] = [];
	const drawn = (size: number): readonly Experiment[] => {
		const control = randomFrequencies(run.seed, groupOf(run).order, chosen, { size });
		if (control.kind === 'drawn') {
			return [{ name: randomWords(size), sets: control.sets, isDrawn: true }];
		}
		lacks.push(describeLack(control));
		return [];
	};
	const one = (set: readonly number[]): Experiment => ({
		name: set.length === 0 ? undefined : set.join(', '),
		sets: [set],
		isDrawn: false
	});
	const isSingle = chosen.length === 1;
	const experiments: readonly Experiment[] = [
		one([]),
		one(chosen),
		...drawn(chosen.length),
		...(isSingle ? [] : [...chosen.map((k) => one([k])), ...drawn(1)])
	];
	return { experiments, lacks };
}

/** One row, or mean and range of the draws, column by column. */
function rowsOf(name: string, isDrawn: boolean, scores: readonly Score[]): TablePart['rows'] {
	const values = scores.map(scoreValues);
	if (!isDrawn) return values.map((row) => ({ name, values: row }));
	const columns = (values[0] ?? []).map((_, i) =>
		summarizeControl(values.map((row) => row[i] ?? NaN))
	);
	return (['mean', 'min', 'max'] as const).map((of) => ({
		name: `${name}, ${of} of ${String(scores.length)}`,
		values: columns.map((column) => column[of])
	}));
}

/** The test loss of an experiment, or mean and range of its draws. */
function dotOf(name: string, isDrawn: boolean, scores: readonly Score[]): DotRow {
	const { mean, min, max } = summarizeControl(scores.map(({ testLoss }) => testLoss));
	return isDrawn
		? { name: `${name}, ${String(scores.length)} draws`, value: mean, range: { min, max } }
		: { name, value: mean };
}

/** What removing shows, if it is clear: the chosen frequencies matter, and random others do not. */
function claimOf({ rows, reference }: DotsPart): string | undefined {
	const [whole, removed, others] = rows;
	if (whole === undefined || removed === undefined || others?.range === undefined) return undefined;
	const breaks = removed.value >= reference.value;
	return whole.value < reference.value && breaks && others.range.max < reference.value
		? 'Without these frequencies the network does worse than a guess; without as many random others it still answers.'
		: undefined;
}

/** Scores with a set of frequencies removed, and with only this set. */
export interface SetScores {
	readonly removed: Score;
	readonly kept: Score;
}

/**
 * Pairs the scores of the same sets. Scores beyond the last of `kept` belong to unused masks and
 * are dropped.
 */
export const together = (removed: readonly Score[], kept: readonly Score[]): readonly SetScores[] =>
	removed.flatMap((score, i) => {
		const own = kept[i];
		return own === undefined ? [] : [{ removed: score, kept: own }];
	});

/** Tables of the scores with frequencies removed and kept, and the chance level to compare with. */
export async function ablationTables(
	run: ViewRun,
	scoresOf: (sets: readonly (readonly number[])[]) => Promise<readonly SetScores[]>
): Promise<ViewData> {
	const chosen = chosenFrequencies(run);
	if (chosen.length === 0) return withoutKeys(run);
	const { experiments, lacks } = experimentsOf(run, chosen);
	const scores = await scoresOf(experiments.flatMap(({ sets }) => sets));
	const { order } = groupOf(run);
	const byExperiment = (of: keyof SetScores) => {
		let at = 0;
		return experiments.map(({ name, sets, isDrawn }) => ({
			name: rowName(of, name),
			isDrawn,
			own: scores.slice(at, (at += sets.length)).map((score) => score[of])
		}));
	};
	const dots = (title: string, of: keyof SetScores) =>
		lossDots(
			run,
			title,
			byExperiment(of).map(({ name, isDrawn, own }) => dotOf(name, isDrawn, own)),
			order
		);
	const table = (title: string, of: keyof SetScores): TablePart => ({
		kind: 'table',
		title,
		isFolded: true,
		columns: scoreColumns('Frequencies'),
		rows: byExperiment(of).flatMap(({ name, isDrawn, own }) => rowsOf(name, isDrawn, own))
	});
	const removed = dots('Loss on pairs never shown, without these frequencies', 'removed');
	const summary = claimOf(removed);
	return {
		facts: [chanceLevel(run, order)],
		parts: [
			removed,
			table('Frequencies removed', 'removed'),
			dots('Loss on pairs never shown, with these frequencies alone', 'kept'),
			table('Frequencies kept alone', 'kept')
		],
		...(summary === undefined ? {} : { summary }),
		...(lacks.length === 0 ? {} : { nothing: lacks.join(' ') })
	};
}
