import { expect, test } from 'vitest';
import {
	describeInterval,
	markersAt,
	NO_MARKERS,
	phaseBands,
	phaseOf
} from '../../../src/app/state/phase.ts';

const memorized = { after: 80, by: 85 };
const cleanupBegins = { after: 500, by: 520 };
const grokked = { after: 740, by: 760 };

test('the phase follows the markers', () => {
	expect(phaseOf(NO_MARKERS, 0)).toBe('before');
	expect(phaseOf(NO_MARKERS, 1)).toBe('memorizing');
	expect(phaseOf({ ...NO_MARKERS, memorized }, 90)).toBe('plateau');
	expect(phaseOf({ ...NO_MARKERS, memorized, cleanupBegins }, 530)).toBe('cleanup');
	expect(phaseOf({ ...NO_MARKERS, memorized, cleanupBegins, grokked }, 900)).toBe('grokked');
	expect(phaseOf({ ...NO_MARKERS, memorized, grokked }, 900)).toBe('grokked');
});

test('bands cover the axis from step 0 without gaps, the last one being open', () => {
	const bands = phaseBands({ ...NO_MARKERS, memorized, cleanupBegins, grokked });
	expect(bands.map((band) => [band.label, band.from, band.until])).toEqual([
		['memorization', 0, 80],
		['', 80, 85],
		['plateau', 85, 500],
		['', 500, 520],
		['cleanup', 520, 740],
		['', 740, 760],
		['grokked', 760, undefined]
	]);
});

test('where excluded loss is measured, its minimum ends memorization and circuit formation follows', () => {
	const memorizationEnds = { after: 120, by: 160 };
	const markers = { memorized, memorizationEnds, cleanupBegins, grokked };
	expect(phaseOf({ ...markers, cleanupBegins: undefined, grokked: undefined }, 300)).toBe(
		'circuit'
	);
	expect(phaseBands(markers).map((band) => [band.label, band.from, band.until])).toEqual([
		['memorization', 0, 120],
		['', 120, 160],
		['circuit formation', 160, 500],
		['', 500, 520],
		['cleanup', 520, 740],
		['', 740, 760],
		['grokked', 760, undefined]
	]);
});

test('two transitions in one interval leave no phase between them', () => {
	const bands = phaseBands({ ...NO_MARKERS, memorized, cleanupBegins: grokked, grokked });
	expect(bands.map((band) => band.label)).toEqual([
		'memorization',
		'',
		'plateau',
		'',
		'',
		'grokked'
	]);
});

test('there are no bands before anything happened', () => {
	expect(phaseBands(NO_MARKERS)).toEqual([]);
});

test('a transition is an interval, never an exact step', () => {
	expect(describeInterval({ after: 80, by: 85 })).toBe('step 80–85');
	expect(describeInterval({ after: 8950, by: 9000 })).toBe('step 8\u202f950–9\u202f000');
});

test('at a past step only what was true by then counts', () => {
	const markers = { ...NO_MARKERS, memorized, cleanupBegins, grokked };
	const phases = [0, 84, 85, 519, 520, 760].map((step) => phaseOf(markersAt(markers, step), step));
	expect(phases).toEqual(['before', 'memorizing', 'plateau', 'plateau', 'cleanup', 'grokked']);
});
