import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEASURED_RULES } from '../../../support/key-rules.ts';
import { readCard, readCsv, readText, toyRun } from '../lab-place.ts';

const NEEDING_KEYS = ['restricted_loss', 'excluded_loss', 'trig_fraction'];
/** All probes that depend on a rule's evidence, except the count of key frequencies. */
const OFF = ['embedding_entropy', 'neuron_logit_spectrum', 'spectrum_gini', 'explained_neurons'];
const off = (...names: readonly string[]) =>
	names.flatMap((name) => ['--set', `measure_${name}=false`]);
const ruleOf = (rule: string) => [
	...['--set', `key_frequency_rule=${rule}`],
	...['--set', 'key_frequency_ratio=1']
];

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value === 'object' && value !== null) return { ...value };
	throw new Error(`not an object: ${String(value)}`);
}

/** Key frequencies on a run's card. */
function keysOf(folder: string): readonly unknown[] {
	const [first] = Object.values(membersOf(readCard(folder)['runs']));
	const { key_frequencies: keys } = membersOf(membersOf(first)['last_evaluation']);
	return Object.values(membersOf(keys));
}

const readKeys = (folder: string, file: string): unknown =>
	membersOf(JSON.parse(readText(folder, file)))['key_frequencies'];

describe.each(MEASURED_RULES)('%s', (rule) => {
	test('a single evaluation of given weights has its measures, by the key frequencies on the card', async () => {
		const trained = await toyRun(['--steps', '12']);
		const init = ['--init', join(trained.folder, 'final.safetensors')];
		const { folder, code } = await toyRun([
			'--steps',
			'0',
			...init,
			...ruleOf(rule),
			...off(...OFF)
		]);
		expect(code).toBe(0);
		const keys = keysOf(folder);
		expect(keys.length).toBeGreaterThan(0);
		const rows = readCsv(folder, 'metrics.csv');
		expect(rows).toHaveLength(1);
		expect(Number(rows[0]?.['key_frequency_count'])).toBe(keys.length);
		for (const name of NEEDING_KEYS) expect(rows[0]?.[name], name).not.toBe('');
	});

	test('views and settled measures have them, with every probe off that measures the same', async () => {
		const options = ['--steps', '12', '--views', '--snapshots'];
		const { folder } = await toyRun([
			...options,
			...ruleOf(rule),
			...off('embedding_spectrum', ...OFF)
		]);
		const keys = keysOf(folder);
		expect(keys.length).toBeGreaterThan(0);
		expect(readKeys(folder, 'views.json')).toEqual(keys);
		expect(readKeys(folder, 'settled.json')).toEqual(keys);
		for (const file of ['settled.csv', 'metrics.csv']) {
			for (const row of readCsv(folder, file)) {
				for (const name of NEEDING_KEYS) expect(row[name], `${file}, ${name}`).not.toBe('');
			}
		}
	});
});
