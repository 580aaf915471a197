import { expect, test } from 'vitest';
import { keyFrequencyDefinition, noKeyWords } from '../../../../src/app/panels/curves/key-words.ts';
import { frequencyLines, lossMeasureGroups } from '../../../../src/app/panels/curves/measures.ts';
import {
	ACCURACY_LINES,
	accuracyLines,
	LOSS_LINES,
	lossLines
} from '../../../../src/app/panels/curves/series-lines.ts';
import { chanceLine, splitDefinition } from '../../../../src/app/panels/curves/series-words.ts';
import { withSpec, withValue } from '../../../../src/config/config.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import type { RunConfig } from '../../../../src/config/run-config.ts';
import type { ParamValue } from '../../../../src/engine/core/param-schema.ts';
import { losses } from '../../../../src/engine/losses/index.ts';
import { keyRules } from '../../../../src/engine/key-rules/index.ts';
import { testParts } from '../../../../src/app/state/run/test-parts.ts';
import { FACTS } from '../state/lab/fake-client.ts';

const having = (values: Readonly<Record<string, ParamValue>>, config = configOf('quick-start')) =>
	Object.entries(values).reduce<RunConfig>(
		(changed, [key, value]) => withValue(changed, key, value),
		config
	);
const of = {
	facts: FACTS,
	config: having({
		memorized_accuracy: 0.97,
		grokked_accuracy: 0.93,
		hold_evaluations: 7,
		cleanup_loss_ratio: 0.75
	})
};
const [lossOfTrain, lossOfTest] = LOSS_LINES.map((line) => splitDefinition(line, of));
const [rightOfTrain, rightOfTest] = ACCURACY_LINES.map((line) => splitDefinition(line, of));
const SPLIT = { config: of.config, testParts: testParts(FACTS) };
const [, nonMirrored, mirrored] = accuracyLines(SPLIT, true).map((line) =>
	splitDefinition(line, of)
);

test('every line over a split says what it is of, and whose the rule is', () => {
	const all = [lossOfTrain, lossOfTest, rightOfTrain, rightOfTest, mirrored, nonMirrored];
	for (const definition of all) expect(definition).toContain('(');
	for (const definition of all) expect(definition).toContain('Nanda et al. 2023, section 3');
	expect(new Set(all).size).toBe(6);
	expect(lossOfTrain).toContain(
		'Cross-entropy, averaged over the 480 pairs that were shown, 50\u202f% of all'
	);
	expect(lossOfTest).toContain('the 481 pairs that were never shown');
	expect(mirrored).toContain('right of the 230 pairs (a, b)');
	expect(nonMirrored).toContain('right of the 251 pairs');
	const names = ['train loss', 'test loss', 'train accuracy', 'test accuracy'];
	for (const [i, definition] of all.slice(0, 4).entries()) {
		expect(definition).toMatch(new RegExp(`In papers: ${names[i] ?? ''} \\(`));
		// The first sentence is for a student: it has no name of the field.
		expect(definition?.split(': ')[0]).not.toMatch(/train|test/);
	}
});

test('the thresholds are those in force', () => {
	expect(rightOfTrain).toContain('first reaches 97\u202f%');
	expect(nonMirrored).toContain('reaches 93\u202f% and holds for 7 evaluations; lost');
	expect(chanceLine(of)?.definition).toContain('below 0.75 × this');
});

test('a line says that phases are judged on it only where they are', () => {
	const rules = /Cleanup begins when it|Grokked is when it/;
	const [, nonMirroredLoss] = lossLines(SPLIT).map((line) => splitDefinition(line, of));
	for (const definition of [nonMirrored, nonMirroredLoss]) expect(definition).toMatch(rules);
	for (const definition of [lossOfTest, rightOfTest, mirrored]) {
		expect(definition).not.toMatch(rules);
	}
	const facts = {
		...FACTS,
		groups: FACTS.groups.map((group) => ({ ...group, examples: group.part?.isJudged ? 481 : 0 }))
	};
	const [, loss] = LOSS_LINES.map((line) => splitDefinition(line, { ...of, facts }));
	const [, right] = ACCURACY_LINES.map((line) => splitDefinition(line, { ...of, facts }));
	expect(loss).toContain('below 0.75 × chance');
	expect(right).toContain('reaches 93\u202f% and holds for 7 evaluations');
});

test('of a task without pairs every text speaks of examples, and there is one test line', () => {
	const [part] = FACTS.groups.map((group) => ({
		id: 'test',
		label: 'Test',
		definition: group.definition,
		examples: 481
	}));
	const facts = { ...FACTS, groups: part === undefined ? [] : [part] };
	const config = withSpec(of.config, 'task', 'sparse-parity');
	const split = { config, testParts: testParts(facts) };
	expect(lossLines(split)).toEqual(LOSS_LINES);
	expect(accuracyLines(split)).toEqual(ACCURACY_LINES);
	for (const line of [...LOSS_LINES, ...ACCURACY_LINES]) {
		const words = splitDefinition(line, { config, facts });
		expect(words).toContain('examples');
		expect(words).not.toMatch(/pair/);
	}
});

test('without a run loaded a line is defined without numbers, and there is no chance', () => {
	const none = { ...of, facts: undefined };
	expect(chanceLine(none)).toBeUndefined();
	for (const line of [...LOSS_LINES, ...ACCURACY_LINES]) {
		expect(splitDefinition(line, none)).not.toMatch(/undefined|NaN/);
	}
});

/** What a guess among 32 classes loses, and the formula. */
const CHANCE_OF_32: Readonly<Record<string, readonly [number, string]>> = {
	'cross-entropy': [Math.log(32), 'ln 32'],
	'naive-cross-entropy': [Math.log(32), 'ln 32'],
	stablemax: [Math.log(32), 'ln 32'],
	'mean-squared-error': [(1 / 32) * (1 - 1 / 32), '(1 / 32) (1 − 1 / 32)'],
	hinge: [1, '1'],
	'hinge-sum': [31, '32 − 1']
};

test.each(losses.all.map(({ id }) => id))('chance by %s is told with its formula', (id) => {
	const { label, chanceLevel } = losses.get(id);
	const facts = { ...FACTS, outputs: 32, chanceLevel: chanceLevel(32) };
	const chance = chanceLine({ facts, config: withSpec(of.config, 'loss', id) });
	expect(chance?.value).toBe(chanceLevel(32));
	const [, formula = '', value = ''] = /: (.+) = ([\d.]+)\. /.exec(chance?.definition ?? '') ?? [];
	const [meant, written] = CHANCE_OF_32[id] ?? expect.fail(`no chance of ${id} is known`);
	expect(Number(value)).toBeCloseTo(meant, 3);
	expect(formula).toBe(written);
	expect(chance?.definition).toContain(`${label} of a guess`);
});

test.each(keyRules.all.map((rule) => [rule.id, rule] as const))(
	'key frequencies by %s are told with rule, settings in force and source',
	(id, { label, definition, cite, settings }) => {
		const values = {
			key_frequency_rule: id,
			key_frequency_ratio: 3.25,
			key_frequency_max: 6,
			key_frequencies: '4,9'
		};
		const told = keyFrequencyDefinition(having(values), false);
		expect(told).toContain(`“${label}”: ${definition} (${cite})`);
		expect(told.includes('3.25 × uniform')).toBe(settings.includes('ratio'));
		expect(told.includes('at most: 6')).toBe(settings.includes('max'));
		expect(told.includes('4,9')).toBe(settings.includes('given'));
	}
);

test('where no frequency is key the rule of shares says by which threshold, others that it is the rule', () => {
	const having = (rule: string) => ({
		values: { key_frequency_rule: rule, key_frequency_ratio: 3.25 }
	});
	expect(noKeyWords(having('embedding-share'))).toBe(
		'none: no frequency holds 3.25 × the uniform share'
	);
	expect(noKeyWords(having('neurons'))).toBe('none by the rule in force');
});

test('final key frequencies are not said to change', () => {
	const config = configOf('quick-start');
	expect(keyFrequencyDefinition(config, false)).toContain('They may change');
	const final = keyFrequencyDefinition(config, true);
	expect(final).toContain('used for all steps');
	expect(final).not.toMatch(/may change|estimate/);
});

test('a line of a probe has its definition and source in the legend too', () => {
	const recorded = { columns: ['restricted_loss', 'excluded_loss'], vectors: [] };
	const [group] = lossMeasureGroups(recorded, SPLIT);
	const own = group?.lines.filter(({ needsKeys }) => needsKeys === true) ?? [];
	expect(own).toHaveLength(2);
	for (const line of [...own, ...frequencyLines('excluded_by_frequency', [3])]) {
		expect(line.definition, line.label).toContain('Nanda et al. 2023, section 5.1');
	}
	expect(frequencyLines('excluded_by_frequency', [3])[0]?.definition).toContain(
		'k = 3: How badly it would answer'
	);
});
