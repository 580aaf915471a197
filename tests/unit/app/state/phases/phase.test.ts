import { expect, test } from 'vitest';
import {
	describeInterval,
	markersAt,
	NO_MARKERS,
	PHASE_NAMES,
	phaseBands,
	phaseOf,
	isMemorizationEndMeasured
} from '../../../../../src/app/state/phases/phase.ts';

const memorized = { after: 80, by: 85 };
const cleanupBegins = { after: 500, by: 520 };
const grokked = { after: 740, by: 760 };

const memorizationEnds = { after: 120, by: 160 };
const edges = (bands: ReturnType<typeof phaseBands>) =>
	bands.map((band) => [band.label, band.from, band.until]);

test('the phase follows the markers', () => {
	const at = (markers: Partial<typeof NO_MARKERS>, step: number, isEndMeasured: boolean) =>
		phaseOf({ ...NO_MARKERS, ...markers }, step, isEndMeasured);
	for (const isEndMeasured of [true, false]) {
		expect(at({}, 0, isEndMeasured)).toBe('before');
		expect(at({}, 1, isEndMeasured)).toBe('memorizing');
		expect(at({ memorized, cleanupBegins }, 530, isEndMeasured)).toBe('cleanup');
		expect(at({ memorized, cleanupBegins, grokked }, 900, isEndMeasured)).toBe('grokked');
		expect(at({ memorized, grokked }, 900, isEndMeasured)).toBe('grokked');
	}
});

test('memorized, a run is on the plateau only where nothing tells when memorization ends', () => {
	const markers = { ...NO_MARKERS, memorized };
	expect(phaseOf(markers, 90, false)).toBe('plateau');
	expect(phaseOf(markers, 90, true)).toBe('memorizing');
	expect(phaseOf({ ...markers, memorizationEnds }, 300, true)).toBe('circuit');
});

test('a run tells when memorization ends where it measures excluded loss, and is expected to before its first evaluation', () => {
	expect(isMemorizationEndMeasured(NO_MARKERS, [])).toBe(true);
	expect(isMemorizationEndMeasured(NO_MARKERS, ['test_loss'])).toBe(false);
	expect(isMemorizationEndMeasured(NO_MARKERS, ['excluded_single_max', 'restricted_loss'])).toBe(
		true
	);
	// A minimum without evidence of a circuit says nothing.
	expect(isMemorizationEndMeasured(NO_MARKERS, ['test_loss', 'excluded_single_max'])).toBe(false);
	// A recorded run may know the marker alone.
	expect(isMemorizationEndMeasured({ ...NO_MARKERS, memorizationEnds }, ['test_loss'])).toBe(true);
});

test('bands cover the axis from step 0 without gaps, the last one being open', () => {
	const markers = { ...NO_MARKERS, memorized, cleanupBegins, grokked };
	expect(edges(phaseBands(markers, false))).toEqual([
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
	const markers = { ...NO_MARKERS, memorized, memorizationEnds, cleanupBegins, grokked };
	expect(edges(phaseBands(markers, true))).toEqual([
		['memorization', 0, 120],
		['', 120, 160],
		['circuit formation', 160, 500],
		['', 500, 520],
		['cleanup', 520, 740],
		['', 740, 760],
		['grokked', 760, undefined]
	]);
	expect(edges(phaseBands({ ...NO_MARKERS, memorized }, true))).toEqual([
		['memorization', 0, undefined]
	]);
});

test('two transitions in one interval leave no phase between them', () => {
	const bands = phaseBands({ ...NO_MARKERS, memorized, cleanupBegins: grokked, grokked }, false);
	expect(bands.map((band) => band.label)).toEqual([
		'memorization',
		'',
		'plateau',
		'',
		'',
		'grokked'
	]);
});

test('the band at a step is the phase that the run is in there, also where markers are out of order', () => {
	const orders = [
		{ memorized, memorizationEnds, cleanupBegins, grokked },
		{ memorized, memorizationEnds: { after: 600, by: 640 }, cleanupBegins, grokked },
		{ memorized, memorizationEnds: { after: 900, by: 940 }, cleanupBegins, grokked },
		{ memorized, memorizationEnds, cleanupBegins: { after: 900, by: 940 }, grokked }
	];
	for (const order of orders) {
		const markers = { ...NO_MARKERS, ...order };
		const bands = phaseBands(markers, true).filter(({ label }) => label !== '');
		for (const { label, from, until = 2000 } of bands) {
			for (const step of [from + 1, until - 1]) {
				const phase = phaseOf(markersAt(markers, step), step, true);
				expect(phase === 'before' ? '' : PHASE_NAMES[phase], String(step)).toBe(label);
			}
		}
	}
});

test('there are no bands before anything happened', () => {
	expect(phaseBands(NO_MARKERS, true)).toEqual([]);
	expect(phaseBands(NO_MARKERS, false)).toEqual([]);
});

test('a transition is an interval, never an exact step', () => {
	expect(describeInterval({ after: 80, by: 85 })).toBe('step 80–85');
	expect(describeInterval({ after: 8950, by: 9000 })).toBe('step 8\u202f950–9\u202f000');
});

test('at a past step only what was true by then counts', () => {
	const markers = { ...NO_MARKERS, memorized, cleanupBegins, grokked };
	const phases = [0, 84, 85, 519, 520, 760].map((step) =>
		phaseOf(markersAt(markers, step), step, false)
	);
	expect(phases).toEqual(['before', 'memorizing', 'plateau', 'plateau', 'cleanup', 'grokked']);
});
