import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../../src/cli/arguments/arguments.ts';
import { UsageError } from '../../../../src/cli/arguments/failures.ts';
import { readLink, understandSettings } from '../../../../src/cli/arguments/read-config.ts';
import { configOf } from '../../../../src/config/preset-config.ts';

const problemsOf = (line: string): readonly string[] => {
	const command = parseCommand(line.split(' '));
	return command.kind === 'wrong' ? command.problems : [];
};

describe('the command line', () => {
	test('a run takes all its options, in any order and with = or without', () => {
		expect(
			parseCommand(
				'run --steps=5 --set p=7 quick-mlp --vary lr=1,2 --set seed_split=-1 --backend reference --out /tmp/x --evaluate-every 3 --init a --split b --formulation folded --views --snapshots'.split(
					' '
				)
			)
		).toEqual({
			kind: 'run',
			options: {
				link: 'quick-mlp',
				out: '/tmp/x',
				steps: 5,
				variations: [['lr', '1,2']],
				settings: [
					['p', '7'],
					['seed_split', '-1']
				],
				backend: 'reference',
				formulation: 'folded',
				init: 'a',
				split: 'b',
				replicas: 1,
				evaluateEvery: 3,
				views: true,
				snapshots: true
			}
		});
	});

	test('what is not said takes its default', () => {
		expect(parseCommand(['run', 'quick-mlp', '--out', 'x'])).toEqual({
			kind: 'run',
			options: {
				link: 'quick-mlp',
				out: 'x',
				steps: undefined,
				variations: [],
				settings: [],
				backend: undefined,
				formulation: undefined,
				init: undefined,
				split: undefined,
				replicas: 1,
				evaluateEvery: undefined,
				views: false,
				snapshots: false
			}
		});
	});

	test('a link with & and = is one argument, and a setting may hold an =', () => {
		const link = 'https://example.org/lab/#v=1&preset=quick-mlp&p=7';
		const command = parseCommand(['run', link, '--out', 'x', '--set', 'key=a=b']);
		expect(command).toMatchObject({ options: { link, settings: [['key', 'a=b']] } });
	});

	test('help and adapters', () => {
		expect(parseCommand(['--help'])).toEqual({ kind: 'help' });
		expect(parseCommand(['run', '--nonsense', '-h'])).toEqual({ kind: 'help' });
		expect(parseCommand(['adapters'])).toEqual({ kind: 'adapters' });
	});

	test('a run goes on in its own folder', () => {
		expect(parseCommand('run --resume /tmp/x --steps 9'.split(' '))).toEqual({
			kind: 'resume',
			options: { folder: '/tmp/x', steps: 9, views: false }
		});
		expect(parseCommand('run --resume /tmp/x --views'.split(' '))).toEqual({
			kind: 'resume',
			options: { folder: '/tmp/x', steps: undefined, views: true }
		});
	});

	test('a run in WebAssembly takes 1 to 8 threads, a resumed one too', () => {
		const threadsOf = (text: string) => parseCommand(text.split(' '));
		expect(threadsOf('run quick-mlp --out x --threads 3')).toMatchObject({
			options: { threads: 3 }
		});
		expect(threadsOf('run --resume x --threads 1')).toMatchObject({ options: { threads: 1 } });
		expect(threadsOf('run quick-mlp --out x --threads 9')).toMatchObject({
			problems: ['--threads: expected a whole number from 1 to 8, got "9"']
		});
	});

	test('a recorded run is made of a folder, its steps in order', () => {
		expect(
			parseCommand('record /tmp/x --preset quick-mlp --at 200,0 --bits 8 --out y'.split(' '))
		).toEqual({
			kind: 'record',
			options: { folder: '/tmp/x', preset: 'quick-mlp', at: [0, 200], bits: 8, out: 'y' }
		});
		expect(parseCommand(['record', '/tmp/x'])).toEqual({
			kind: 'record',
			options: { folder: '/tmp/x', preset: undefined, at: undefined, bits: 10, out: undefined }
		});
	});

	test('a recorded run takes no option of a run, and a run none of a recorded run', () => {
		expect(problemsOf('record --at 1,1 --bits 1 --steps 3 --views --set p=7')).toEqual([
			'record: expected the folder of a run, got none',
			'--steps: not an option of record (see --help)',
			'--views: not an option of record (see --help)',
			'--set: not an option of record (see --help)',
			'--at: expected different steps such as 0,200,9000, got "1,1"',
			'--bits: expected a whole number from 2 to 16, got "1"'
		]);
		expect(problemsOf('record a b')).toEqual(['record: expected one folder, got "b" too']);
		expect(problemsOf('run quick-mlp --out x --bits 8 --views=all')).toEqual([
			'--views: expected no value, got "all"',
			'--bits: not an option of run (see --help)'
		]);
	});

	test('every problem is named, one sentence each', () => {
		expect(
			problemsOf(
				'run quick-mlp more --steps -1 --set p --backend cuda --replicas 0 --fast --evaluate-every'
			)
		).toEqual([
			'--set: expected key=value, got "p"',
			'--fast: not an option (see --help)',
			'--evaluate-every: expected a value, got nothing',
			'run: expected one link or preset, got "more" too',
			'--out: expected a folder for the results, got none',
			'--steps: expected a whole number from 0, got "-1"',
			'--backend: expected one of webgpu, wasm, reference, got "cuda"',
			'--replicas: expected a whole number from 1, got "0"'
		]);
	});

	test('an option is not taken for the value of another, nor given twice', () => {
		expect(problemsOf('run quick-mlp --out --steps 3')).toContain(
			'--out: expected a value, got --steps'
		);
		expect(problemsOf('run quick-mlp --out a --out b')).toEqual([
			'--out: expected once, got it again'
		]);
	});

	test('a command is asked for', () => {
		expect(problemsOf('train quick-mlp')).toEqual([
			'lab: expected run, record, check or adapters, got "train" (see --help)'
		]);
		expect(parseCommand([])).toMatchObject({ kind: 'wrong' });
		expect(problemsOf('adapters now')).toEqual(['adapters: expected nothing else, got now']);
	});

	test('a resumed run takes no other settings', () => {
		expect(problemsOf('run quick-mlp --resume x --set p=7 --backend reference')).toEqual([
			'run: expected a link or --resume, got both ("quick-mlp")',
			'--backend: not with --resume, which goes on with the run as it is',
			'--set: not with --resume, which goes on with the run as it is'
		]);
	});
});

function usageProblems(act: () => unknown): readonly string[] {
	try {
		act();
	} catch (error) {
		if (error instanceof UsageError) return error.problems;
		throw error;
	}
	return [];
}

describe('links', () => {
	test.each([
		'quick-mlp',
		'v=1&preset=quick-mlp',
		'#v=1&preset=quick-mlp',
		'https://example.org/lab/?embed=1#v=1&preset=quick-mlp'
	])('%s is read', (text) => {
		expect(readLink(text)).toEqual({ preset: 'quick-mlp', config: configOf('quick-mlp') });
	});

	test('what the page would only report is an error here, one sentence each', () => {
		const problems = usageProblems(() => readLink('#v=1&preset=quick-mlp&p=1&colour=red'));
		expect(problems).toHaveLength(2);
		expect(problems[0]).toMatch(/^p: expected a whole number from 2/);
		expect(problems[1]).toMatch(/^colour: /);
	});

	test.each([
		['nonsense', '"nonsense": expected a preset ('],
		['https://example.org/lab/', '"https://example.org/lab/": expected a preset ('],
		['https://example.org/?a=b', '"https://example.org/?a=b": expected a preset ('],
		['p=31', 'preset: expected one of ']
	])('%s is refused', (text, problem) => {
		expect(usageProblems(() => readLink(text))[0]).toContain(problem);
	});
});

describe('settings', () => {
	const config = configOf('quick-mlp');

	test('specs come first, whatever the order, since they decide which keys there are', () => {
		const { value, problems } = understandSettings(config, [
			['n_heads', '2'],
			['model', 'one-layer-transformer'],
			['p', '7']
		]);
		expect(problems).toEqual([]);
		expect(value.model).toBe('one-layer-transformer');
		expect(value.values).toMatchObject({ p: 7, n_heads: 2, frac_train: 0.5 });
	});

	test('every wrong one is named, and the others are taken', () => {
		const { value, problems } = understandSettings(config, [
			['p', 'seven'],
			['task', 'division'],
			['n_heads', '2'],
			['seed', '9']
		]);
		expect(problems).toHaveLength(3);
		expect(problems[0]).toMatch(/^task: expected one of .*, got "division"$/);
		expect(problems[1]).toMatch(/^p: expected a whole number from 2 to .*, got "seven"$/);
		expect(problems[2]).toMatch(/^n_heads: expected one of task, model/);
		expect(value.values['seed']).toBe(9);
	});
});
