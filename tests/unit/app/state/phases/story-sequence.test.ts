import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HeldStory } from '../../../../../src/app/state/phases/held-story.ts';
import { phaseOf } from '../../../../../src/app/state/phases/phase.ts';
import {
	certaintyOf,
	otherPhaseOf,
	placeOf
} from '../../../../../src/app/state/phases/headline-order.ts';
import { headlineOf } from '../../../../../src/app/state/phases/phase-stories.ts';
import type { StoryFacts } from '../../../../../src/app/state/phases/story-facts.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { resolveRun } from '../../../../../src/config/resolve.ts';
import { markersOf, nextPhases, NO_PHASES } from '../../../../../src/engine/core/phase-state.ts';
import { phaseRow } from '../../../../../src/engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../../../../../src/engine/probes/roles.ts';
import type { PresetId } from '../../../../../src/presets/index.ts';
import { buildRun } from '../../../../../src/engine/trainer/build/build-run.ts';
import { phaseRules } from '../../../../../src/engine/trainer/evaluation/phase-rules.ts';

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];
/** Evaluations between two frames: a slow run sends every evaluation, a fast one every sixth. */
const FRAMES = [1, 2, 6];

type Row = Readonly<Record<string, number>>;

/** The evaluations of one seed of a preset. */
function evaluationsOf(preset: PresetId, seed: number): readonly Row[] {
	const file = new URL(`../../../../golden/stories-${preset}.csv`, import.meta.url);
	const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
	const names = head.split(',');
	const numbers = lines.map((line) =>
		line.split(',').map((cell) => (cell === '' ? NaN : Number(cell)))
	);
	return numbers
		.map((cells) => Object.fromEntries(cells.map((cell, i) => [names[i] ?? '', cell])))
		.filter((row) => row['seed'] === seed);
}

const wordsOf = (facts: StoryFacts) => ({ headline: headlineOf(facts), detail: '', offers: [] });

/** The stories that the page shows of a run, each with how its headline is judged. */
function headlinesOf(
	preset: PresetId,
	run: readonly Row[],
	isHeld: boolean,
	every: number
): readonly string[] {
	const rules = phaseRules(buildRun(resolveRun(configOf(preset))));
	const hasMirrors = preset === 'quick-start';
	let phases = NO_PHASES;
	const held = new HeldStory();
	return run.flatMap((row, i) => {
		const at = (key: string) => row[key] ?? NaN;
		phases = nextPhases(phases, phaseRow(at('step'), row, LIVE_PHASE_COLUMNS, rules.judged), rules);
		if (i % every > 0) return [];
		const markers = markersOf(phases);
		const facts: StoryFacts = {
			phase: phaseOf(markers, at('step'), true),
			noun: 'pairs',
			example: undefined,
			trainExamples: 576,
			allExamples: 961,
			isMemorized: markers.memorized !== undefined,
			trainLoss: 1,
			chance: Math.log(32),
			trainAccuracy: at('train_accuracy'),
			testAccuracy: at('non_mirrored_accuracy'),
			asideAccuracy: hasMirrors ? at('mirrored_accuracy') : undefined,
			judged: hasMirrors ? 'non-mirrored' : undefined,
			hasKeyFrequencies: at('key_frequency_count') > 0,
			use: undefined,
			hasFrequencies: true,
			isBelow: markers.belowCount > 0,
			weightDecay: 2,
			markers,
			endedAt: undefined,
			past: undefined
		};
		const story = wordsOf(facts);
		const phase = otherPhaseOf(facts);
		const other = phase && { ...facts, phase };
		const how = {
			certainty: certaintyOf(facts),
			place: placeOf(facts),
			isAtOnce: !isHeld,
			mode: '',
			meanwhile: other && { story: wordsOf(other), place: placeOf(other) }
		};
		return [held.show(story, at('step'), how).headline];
	});
}

const changesOf = (headlines: readonly string[]): readonly string[] =>
	headlines.filter((headline, i) => headline !== headlines[i - 1]);

/** The order in which the headlines of a run may follow each other. */
const ORDER = [
	/^A small/,
	/^It is learning/,
	/^It knows/,
	/^Inside/,
	/^It begins/,
	/^It understands/
];
const rankOf = (headline: string) => ORDER.findIndex((words) => words.test(headline));

const RUNS = (['quick-start', 'quick-transformer'] as const).flatMap((preset) =>
	SEEDS.map((seed) => ({ preset, seed }))
);

test.each(RUNS)('the stories of $preset with seed $seed never flip back', ({ preset, seed }) => {
	const run = evaluationsOf(preset, seed);
	expect(run.length).toBeGreaterThan(50);
	for (const every of FRAMES) {
		const shown = changesOf(headlinesOf(preset, run, true, every));
		const ranks = shown.map(rankOf);
		expect(ranks, shown.join('\n')).toEqual(ranks.toSorted((a, b) => a - b));
		expect(new Set(shown).size, shown.join('\n')).toBe(shown.length);
		expect(ranks).not.toContain(-1);
	}
});

/** Evaluations by which a story may be late, because it is held. */
const LATE = 4;

test.each(RUNS)(
	'the stories of $preset with seed $seed are true of the curves',
	({ preset, seed }) => {
		const run = evaluationsOf(preset, seed);
		const lately = (i: number, key: string) =>
			run.slice(Math.max(0, i - LATE), i + 1).map((row) => row[key] ?? NaN);
		headlinesOf(preset, run, true, 1).forEach((headline, i) => {
			const step = `step ${String(run[i]?.['step'])}: ${headline}`;
			const known = Math.min(...lately(i, 'train_accuracy'));
			const right = lately(i, 'non_mirrored_accuracy');
			if (headline.startsWith('It is learning by heart')) expect(known, step).toBeLessThan(0.99);
			if (headline.startsWith('It knows'))
				expect(Math.max(...lately(i, 'train_accuracy')), step).toBeGreaterThan(0.98);
			if (headline.includes('almost none')) expect(Math.min(...right), step).toBeLessThan(0.1);
			if (headline.includes('some of')) expect(Math.min(...right), step).toBeLessThan(0.5);
			if (headline.includes('most of'))
				expect(Math.max(...right), step).toBeGreaterThanOrEqual(0.5);
		});
	}
);

test('without being held some would be replaced within three evaluations', () => {
	const flashes = RUNS.filter(({ preset, seed }) => {
		const headlines = headlinesOf(preset, evaluationsOf(preset, seed), false, 1);
		const starts = headlines.flatMap((line, i) => (line === headlines[i - 1] ? [] : [i]));
		return starts.some((start, i) => (starts[i + 1] ?? Infinity) - start < 3);
	});
	expect(flashes.length).toBeGreaterThan(0);
});
