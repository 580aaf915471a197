import { describe, expect, test } from 'vitest';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { RUN_PARAMS } from '../../../../../src/config/run-params.ts';
import { withSpec } from '../../../../../src/config/config.ts';
import { schemasFor } from '../../../../../src/config/schemas.ts';
import { describeLossToCome } from '../../../../../src/app/state/config/expectation.ts';
import { describeSizes } from '../../../../../src/app/state/lab/status-words.ts';
import { presets } from '../../../../../src/presets/index.ts';
import { probes } from '../../../../../src/engine/probes/index.ts';
import { tasks } from '../../../../../src/engine/tasks/index.ts';
import { views } from '../../../../../src/engine/views/index.ts';

/** Names of the split that only researchers know. */
const NAMES = /\b(train|test) (pairs?|examples?|sequences?|loss|accuracy|runs?)\b/i;
/** A researcher's name is a parenthesis after what it names. */
const defined = (text: string) => text.replaceAll(/\((train|test) \w+\)/g, '');

const schemaTexts = tasks.all.flatMap(({ id }) =>
	Object.entries(schemasFor(withSpec(configOf('quick-mlp'), 'task', id))).flatMap(
		([key, { label, help }]) => [[key, label] as const, [key, help] as const]
	)
);
const taskTexts = tasks.all.flatMap(({ id, params, shape }) => {
	const defaults = Object.fromEntries(
		Object.entries(params).map(([key, schema]) => [key, schema.default])
	);
	return shape(defaults).groups.flatMap(({ label, definition, part }) =>
		[label, definition, part?.note ?? '', part?.reason ?? ''].map((text) => [id, text] as const)
	);
});
const texts: readonly (readonly [string, string])[] = [
	...views.all.flatMap(({ id, explanation, definition }) => [
		[id, explanation] as const,
		[id, definition] as const
	]),
	...probes.all.flatMap(({ id, label, definition, scalars, vectors = [] }) =>
		[
			label,
			definition,
			...[...scalars, ...vectors].flatMap((each) => [each.label, each.definition])
		].map((text) => [id, text] as const)
	),
	...presets.all.flatMap(({ id, label, story, expectation }) =>
		[label, story, describeLossToCome(expectation, true, 'pairs')].map(
			(text) => [id, text] as const
		)
	),
	...schemaTexts,
	...taskTexts,
	['sizes', describeSizes({ trainExamples: 2, testExamples: 3, parameterCount: 4 }, 'pairs')]
];

describe('pairs are shown or never shown; train and test are names in parentheses', () => {
	test.each([...new Map(texts.map((text) => [text.join(), text])).values()])(
		'%s: %s',
		(_, text) => {
			expect(defined(text)).not.toMatch(NAMES);
		}
	);
});

test('a share is a percentage in every field that has one', () => {
	const schemas = { ...RUN_PARAMS, ...schemasFor(configOf('nanda-2023')) };
	const shares = Object.entries(schemas)
		.filter(([, schema]) => /share of|fraction/i.test(schema.help) && 'display' in schema)
		.filter(([key]) => !/momentum|ratio/.test(key));
	expect(shares.length).toBeGreaterThan(3);
	for (const [key, schema] of shares) {
		expect('display' in schema && schema.display, key).toBe('percent');
	}
});
