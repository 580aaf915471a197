import type * as NodeFs from 'node:fs';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { decodeCheckpoint } from '../../../../src/lab-run/codec/checkpoint-codec.ts';
import { sha256 } from '../../../../src/cli/folder/digest.ts';
import {
	lab,
	readBytes,
	readCard,
	temporaryFolder,
	TOY_LINK,
	toyRun,
	type Finished
} from '../lab-place.ts';

type Fs = typeof NodeFs;

/**
 * A disk that is full for some paths. A link to /dev/full would not do: the lab follows no links.
 */
const full = vi.hoisted(() => ({ paths: new Set<string>(), files: new Set<number>() }));

vi.mock('node:fs', async (importOriginal) => {
	const fs = await importOriginal<Fs>();
	const openSync = (...[path, ...how]: Parameters<Fs['openSync']>): number => {
		const file = fs.openSync(path, ...how);
		if (full.paths.has(String(path))) full.files.add(file);
		else full.files.delete(file);
		return file;
	};
	const writeSync = (...[file, ...what]: Parameters<Fs['writeSync']>): number => {
		if (full.files.has(file)) throw new Error('ENOSPC: no space left on device, write');
		return fs.writeSync(file, ...what);
	};
	return { ...fs, openSync, writeSync };
});

interface Fault {
	readonly reason: string;
	/** Makes a path unwritable. */
	readonly make: (path: string) => void;
	/** Makes the path writable again. */
	readonly mend: (path: string) => void;
}

const FAULTS: readonly Fault[] = [
	{
		reason: 'EISDIR',
		make: (path) => {
			mkdirSync(path);
		},
		mend: (path) => {
			rmSync(path, { recursive: true });
		}
	},
	{
		reason: 'ENOSPC',
		make: (path) => full.paths.add(path),
		mend: (path) => full.paths.delete(path)
	}
];

const FIRST = 20;
const LAST = 40;
const OPTIONS = ['--snapshots', '--replicas', '2', '--steps', String(LAST)];
/** With snapshots each of the first bursts is one step, and each asks once before. */
const cutRun = () => toyRun(OPTIONS, { interruptAt: FIRST + 1 });
const goOn = (folder: string) => lab(['run', '--resume', folder]);

const stepIn = (folder: string): number =>
	decodeCheckpoint(readBytes(folder, 'checkpoint.safetensors'), sha256).state.step;

const filesIn = (folder: string): readonly string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.toSorted();

/** All files without times in them. */
const isTimeless = (file: string) => file !== 'run.json' && file !== 'checkpoint.safetensors';

/** A run of LAST steps whose second session cannot write a file, and then can. */
async function fullAt(file: string, { make, mend }: Fault) {
	const { folder } = await cutRun();
	const before = readBytes(folder, 'checkpoint.safetensors');
	const part = join(folder, `${file}.part`);
	make(part);
	const ended = await goOn(folder);
	mend(part);
	return { folder, before, ended };
}

function expectEnd({ code, notices }: Finished, folder: string, file: string, reason: string) {
	expect(notices).toContain(`${join(folder, file)}: could not be written: ${reason}`);
	expect(notices.trimEnd().split('\n').at(-1)).toBe(
		`checkpoint.safetensors is whole; to go on from it: npm run lab -- run --resume ${folder}`
	);
	expect(code).toBe(5);
	expect(filesIn(folder)).not.toContain('run.lock');
}

async function expectWholeAfter(folder: string): Promise<void> {
	expect(await goOn(folder)).toMatchObject({ code: 0 });
	const whole = await toyRun(OPTIONS);
	expect(filesIn(folder)).toEqual(filesIn(whole.folder));
	for (const file of filesIn(folder).filter(isTimeless)) {
		expect(readBytes(folder, file), file).toEqual(readBytes(whole.folder, file));
	}
	expect(readCard(folder)).toMatchObject({ status: 'done', step: LAST });
}

describe.each(FAULTS)('5: $reason', (fault) => {
	test.each(['snapshots/step-30.1.safetensors', 'checkpoint.safetensors'])(
		'at %s: the checkpoint of before is whole, and goes on bit for bit',
		async (file) => {
			const { folder, before, ended } = await fullAt(file, fault);
			expectEnd(ended, folder, file, fault.reason);
			expect(readBytes(folder, 'checkpoint.safetensors')).toEqual(before);
			expect(stepIn(folder)).toBe(FIRST);
			const { error, ...card } = readCard(folder);
			expect(error).toContain(fault.reason);
			expect(card).toMatchObject({
				status: 'failed',
				step: FIRST,
				events: [
					{ kind: 'interrupted', step: FIRST },
					{ kind: 'resumed', step: FIRST },
					{ kind: 'failed', step: FIRST }
				]
			});
			await expectWholeAfter(folder);
		},
		20_000
	);

	test.each([
		['final.1.safetensors', 'failed'],
		['settled.1.csv', 'done']
	])(
		'at %s: the training is kept',
		async (file, status) => {
			const { folder, ended } = await fullAt(file, fault);
			expectEnd(ended, folder, file, fault.reason);
			expect(stepIn(folder)).toBe(LAST);
			expect(readCard(folder)).toMatchObject({ status, step: LAST });
			await expectWholeAfter(folder);
		},
		20_000
	);
});

test('5: a card that cannot be written either changes nothing of what is told', async () => {
	const { folder } = await cutRun();
	for (const file of ['run.json', 'checkpoint.safetensors']) {
		mkdirSync(join(folder, `${file}.part`));
	}
	expectEnd(await goOn(folder), folder, 'checkpoint.safetensors', 'EISDIR');
	expect(readCard(folder)).toMatchObject({ status: 'interrupted', step: FIRST });
});

test('5: a new run whose first file cannot be written', async () => {
	const folder = join(temporaryFolder(), 'run');
	full.paths.add(join(folder, 'metrics.csv'));
	const args = ['run', TOY_LINK, '--backend', 'reference', '--out', folder];
	const { code, notices } = await lab(args);
	expect(notices).toMatch(/metrics\.csv: could not be written: ENOSPC/);
	expect(code).toBe(5);
});
