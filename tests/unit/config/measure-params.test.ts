import { expect, test } from 'vitest';
import { problemsOf, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { schemasFor } from '../../../src/config/schemas.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';

const start = configOf('quick-start');
const switchOf = (id: string) => `measure_${id.replaceAll('-', '_')}`;

test('every probe has a switch, on unless it is turned off', () => {
	const switches = Object.entries(schemasFor(start)).filter(
		([, schema]) => schema.group === 'measures'
	);
	expect(new Set(switches.map(([key]) => key))).toEqual(new Set(probes.ids.map(switchOf)));
	expect(switches.map(([, schema]) => schema.default)).toEqual(switches.map(() => true));
	expect(resolveRun(start).switchedOff).toEqual([]);
});

test.each(probes.ids)('%s turned off is not part of the run, all others are', (id) => {
	const spec = resolveRun(withValue(start, switchOf(id), false));
	expect(spec.switchedOff).toEqual([id]);
	const built = buildRun(spec, { isEvaluationOnly: true });
	expect(built.probes.map((probe) => probe.id).toSorted()).toEqual(
		probes.ids.filter((other) => other !== id).toSorted()
	);
});

test('listed key frequencies reach the run in their order', () => {
	const listed = withValue(
		withValue(start, 'key_frequency_rule', 'given'),
		'key_frequencies',
		'7,1'
	);
	expect(problemsOf(listed)).toEqual([]);
	expect(resolveRun(listed).keyFrequencies).toMatchObject({ rule: 'given', given: [7, 1] });
});

test('a listed frequency that the group does not have is a problem that names it and the bound', () => {
	const problems = problemsOf(withValue(start, 'key_frequencies', '15,16'));
	expect(problems.map(({ keys }) => keys)).toEqual([expect.arrayContaining(['key_frequencies'])]);
	expect(problems[0]?.message).toMatch(/15.*16/);
	expect(problemsOf(withValue(start, 'key_frequencies', '15'))).toEqual([]);
});
