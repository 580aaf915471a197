import { expect, test } from 'vitest';
import { problemsOf, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { schemasFor } from '../../../src/config/schemas.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';

const start = configOf('quick-start');
const off = probes.all.flatMap(({ id, offBecause }) => (offBecause === undefined ? [] : [id]));
const on = probes.ids.filter((id) => !off.some((other) => other === id));
const switchOf = (id: string) => `measure_${id.replaceAll('-', '_')}`;

test('every probe has a switch, on unless it is turned off', () => {
	const switches = Object.entries(schemasFor(start)).filter(
		([, schema]) => schema.group === 'measures'
	);
	expect(new Set(switches.map(([key]) => key))).toEqual(new Set(probes.ids.map(switchOf)));
	const isOn = new Map(
		probes.all.map(({ id, offBecause }) => [switchOf(id), offBecause === undefined])
	);
	for (const [key, schema] of switches) expect(schema.default, key).toBe(isOn.get(key));
	expect(resolveRun(start).switchedOff.toSorted()).toEqual(off.toSorted());
});

test.each(on)('%s turned off is not part of the run, all others are', (id) => {
	// Label noise, so that the measure of wrong labels applies, too.
	const spec = resolveRun(withValue(withValue(start, 'label_noise', 0.1), switchOf(id), false));
	expect(spec.switchedOff.toSorted()).toEqual([id, ...off].toSorted());
	const built = buildRun(spec, { isEvaluationOnly: true });
	expect(built.probes.map((probe) => probe.id).toSorted()).toEqual(
		on.filter((other) => other !== id).toSorted()
	);
});

test.each(off)('%s is not part of a run unless it is turned on', (id) => {
	const spec = resolveRun(withValue(start, switchOf(id), true));
	const subject = { ...spec, shape: spec.task.shape(spec.params) };
	const applies = probes.get(id).refuse(subject) === undefined;
	const built = buildRun(spec, { isEvaluationOnly: true });
	expect(built.probes.some((probe) => probe.id === id)).toBe(applies);
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
