import { describe, expect, test } from 'vitest';
import { FormatError } from '../../../src/lab-run/codec/format-error.ts';
import {
	formatOf,
	migrated,
	versionOf,
	type FormattedPart
} from '../../../src/lab-run/codec/run-format.ts';

const PARTS: readonly FormattedPart[] = ['run', 'checkpoint', 'settled', 'views', 'recording'];

test('a format is of the oldest version that wrote it', () => {
	expect(versionOf('checkpoint', 'grokking-lab checkpoint 1')).toBe(1);
	expect(versionOf('checkpoint', 'grokking-lab checkpoint 2')).toBe(2);
	for (const part of PARTS) expect(versionOf(part, formatOf(part))).toBeGreaterThan(0);
});

describe('any other format is refused in one sentence', () => {
	const known = 'expected "grokking-lab run 2" or "grokking-lab run 1"';

	test.each([
		[
			'grokking-lab run 99',
			`format: ${known}, got "grokking-lab run 99", which a newer version of Grokking Lab wrote`
		],
		['grokking-lab views 1', `format: ${known}, got "grokking-lab views 1"`],
		['grokking-lab run 0', `format: ${known}, got "grokking-lab run 0"`],
		['grokking-lab run 1e9', `format: ${known}, got "grokking-lab run 1e9"`],
		[undefined, `format: ${known}, got nothing`],
		[1, `format: ${known}, got 1`],
		['\u001b[2J', `format: ${known}, got "\\u001b[2J"`]
	])('%#', (format, sentence) => {
		expect(() => versionOf('run', format)).toThrow(new FormatError([sentence]));
	});
});

test('a migration adds what an earlier version left out and changes nothing that it wrote', () => {
	expect(migrated('checkpoint', 1, { link: '#' })).toEqual({
		link: '#',
		views: false,
		snapshots: false
	});
	expect(migrated('checkpoint', 1, { views: true })).toEqual({ views: true, snapshots: false });
	const loss = { lost: { after: 1, by: 2 }, regained: null };
	const runs = (transitions: unknown) => ({ runs: [{ transitions }] });
	expect(migrated('run', 1, runs({}))).toEqual(runs({ losses: [], loss_count: 0 }));
	expect(migrated('run', 1, runs({ losses: [loss] }))).toEqual(
		runs({ losses: [loss], loss_count: 1 })
	);
	expect(migrated('recording', 1, { card: { transitions: { losses: [loss] } } })).toEqual({
		card: { transitions: { losses: [loss], lossCount: 1, belowCount: 0 }, events: [] }
	});
});

test('a file of the newest version, and values that are no objects, stay as they are', () => {
	const record = { link: '#' };
	expect(migrated('checkpoint', 2, record)).toBe(record);
	for (const part of PARTS) {
		for (const value of [null, 'text', [1], { card: 3 }, { runs: [null, 3] }, { runs: 3 }]) {
			const before = JSON.stringify(value);
			const isRecord = part === 'checkpoint' && before.startsWith('{');
			if (!isRecord) expect(JSON.stringify(migrated(part, 1, value))).toBe(before);
		}
	}
});
