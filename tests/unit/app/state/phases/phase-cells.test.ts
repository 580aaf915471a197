import { expect, test } from 'vitest';
import { NO_MARKERS, phaseBands } from '../../../../../src/app/state/phases/phase.ts';
import { phaseCells, type StripFacts } from '../../../../../src/app/state/phases/phase-cells.ts';

const markers = {
	memorized: { after: 135, by: 140 },
	memorizationEnds: { after: 1100, by: 1300 },
	cleanupBegins: { after: 4050, by: 4100 },
	grokked: { after: 5100, by: 5150 },
	losses: [],
	lossCount: 0,
	belowCount: 0
};
const facts: StripFacts = {
	noun: 'pairs',
	markers,
	memorization: { isSettled: true, live: { after: 1300, by: 1500 } },
	isEndMeasured: true,
	whyPart: 'Only some count.',
	phase: 'grokked',
	lossesByThen: [],
	endedAt: undefined,
	keyFrequencies: [25, 43],
	values: { memorized_accuracy: 0.99, grokked_accuracy: 0.98, cleanup_loss_ratio: 1 }
};
const whens = (of: StripFacts) => phaseCells(of).map(({ title, when }) => [title, when]);

test('the cells are the phases of the bands, and begin where these begin', () => {
	for (const isEndMeasured of [true, false]) {
		const cells = phaseCells({ ...facts, isEndMeasured });
		const bands = phaseBands(markers, isEndMeasured);
		const named = bands.flatMap(({ label }) => (label === '' ? [] : [label]));
		expect(cells.map(({ title }) => title.toLowerCase())).toEqual(named);
		const transitions = bands.flatMap(({ isTransition, from, until }) =>
			isTransition ? [{ after: from, by: until }] : []
		);
		expect(cells.slice(1).map(({ interval }) => interval)).toEqual(transitions);
	}
});

test('each cell tells its interval, memorization when the train pairs were right', () => {
	expect(whens(facts)).toEqual([
		['Memorization', 'memorized 135–140'],
		['Circuit formation', 'step 1\u202f100–1\u202f300'],
		['Cleanup', 'step 4\u202f050–4\u202f100'],
		['Grokked', 'step 5\u202f100–5\u202f150']
	]);
	expect(whens({ ...facts, isEndMeasured: false }).slice(0, 2)).toEqual([
		['Memorization', 'from step 0'],
		['Plateau', 'step 135–140']
	]);
});

test('a phase that begins before memorization is complete is said to overlap it', () => {
	const [cell] = phaseCells({
		...facts,
		markers: {
			...markers,
			memorizationEnds: { after: 55, by: 65 },
			memorized: { after: 75, by: 80 }
		}
	});
	expect(cell?.when).toBe('until 55–65, memorized 75–80');
	expect(cell?.interval).toEqual({ after: 75, by: 80 });
	expect(cell?.definition).toContain('the phases overlap');
	expect(phaseCells(facts)[0]?.definition).not.toContain('overlap');
});

test('what has not begun says so, and what was passed over says that instead', () => {
	const before = { ...facts, markers: NO_MARKERS, phase: 'before' } as const;
	expect(phaseCells(before).every(({ when, isReached }) => when === 'not yet' && !isReached)).toBe(
		true
	);
	expect(whens({ ...before, phase: 'memorizing' })[0]).toEqual(['Memorization', 'from step 0']);
	const passed = { ...facts, markers: { ...markers, memorizationEnds: undefined } };
	expect(whens(passed)[1]).toEqual(['Circuit formation', 'known at the end']);
	expect(whens({ ...passed, endedAt: 9000 })[1]).toEqual(['Circuit formation', 'not seen']);
});

test('a phase that is passed over has no band, and says so beside the steps at which its rule holds', () => {
	const late = { ...markers, memorizationEnds: { after: 4600, by: 4800 } };
	const cell = phaseCells({ ...facts, markers: late })[1];
	expect(cell?.when).toBe('later, 4\u202f600–4\u202f800');
	expect(cell?.definition).toContain('no band in the charts');
	const labels = phaseBands(late, true).flatMap(({ label }) => (label === '' ? [] : [label]));
	expect(labels).toEqual(['memorization', 'cleanup', 'grokked']);
	expect(phaseCells(facts)[1]?.definition).not.toContain('no band in the charts');
	const moving = { ...facts, markers: late, memorization: { isSettled: false, live: undefined } };
	expect(phaseCells(moving)[1]?.when).toBe('known at the end');
	expect(phaseCells({ ...moving, endedAt: 9000 })[1]?.when).toBe('later, 4\u202f600–4\u202f800');
});

test('the end of memorization is an estimate or final, each with its own rule', () => {
	const versions = (of: StripFacts) => phaseCells(of).map(({ version }) => version?.word);
	expect(versions(facts)).toEqual([undefined, 'final', undefined, undefined]);
	const settled = phaseCells(facts)[1]?.version?.definition;
	expect(settled).toMatch(/^Final: .* all final key frequencies \(25, 43\)/);
	expect(settled).toContain('The estimate was step 1\u202f300–1\u202f500');
	const live = { ...facts, memorization: { isSettled: false, live: markers.memorizationEnds } };
	expect(versions(live)).toEqual([undefined, 'estimate', undefined, undefined]);
	const definition = phaseCells(live)[1]?.version?.definition;
	expect(definition).toMatch(/^Estimate: .* largest single-frequency excluded loss/);
	expect(definition).not.toMatch(/Final:/);
	expect(versions({ ...live, markers: NO_MARKERS })).toEqual(Array(4).fill(undefined));
});

test('a first estimate says about when circuit formation began, and that it continues', () => {
	const early = {
		...markers,
		memorizationEnds: { after: 55, by: 65 },
		memorized: { after: 75, by: 80 },
		cleanupBegins: undefined,
		grokked: undefined
	};
	const memorization = { isSettled: false, live: early.memorizationEnds };
	const live: StripFacts = { ...facts, markers: early, memorization, phase: 'circuit' };
	expect(whens(live).slice(0, 2)).toEqual([
		['Memorization', 'until about 60, memorized 75–80'],
		['Circuit formation', 'from about step 60']
	]);
	const going = (of: StripFacts) => phaseCells(of).map(({ isGoing }) => isGoing);
	expect(going(live)).toEqual([false, true, false, false]);
	expect(going({ ...live, phase: 'cleanup' })).not.toContain(true);
	const { cleanupBegins } = markers;
	const later = whens({ ...live, markers: { ...early, cleanupBegins }, phase: 'cleanup' });
	expect(later[1]).toEqual(['Circuit formation', 'from about step 60']);
	expect(whens({ ...live, endedAt: 9000 })[1]).toEqual(['Circuit formation', 'step 55–65']);
});

test('the cell of the step that is shown is the present one, those before it are reached', () => {
	const states = phaseCells({ ...facts, phase: 'circuit' }).map(
		({ isNow, isReached }) => `${String(isNow)} ${String(isReached)}`
	);
	expect(states).toEqual(['false true', 'true true', 'false false', 'false false']);
});

test('definitions name the thresholds that they are given', () => {
	const [memorization, , , grokked] = phaseCells(facts);
	expect(memorization?.definition).toContain(
		'answers 99\u202f% of that (train accuracy), step 135–140'
	);
	expect(grokked?.definition).toContain('reached 98\u202f%');
});

test('cleanup and grokked say why only a part of the test counts, where the task says so', () => {
	const sayWhy = (of: StripFacts) =>
		phaseCells(of)
			.filter(({ definition }) => definition.includes('Only some count.'))
			.map(({ phase }) => phase);
	expect(sayWhy(facts)).toEqual(['cleanup', 'grokked']);
	expect(sayWhy({ ...facts, whyPart: undefined })).toEqual([]);
});
