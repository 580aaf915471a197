import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint } from '../../../src/cli/lab/checkpoint-codec.ts';
import { lab, readBytes, readCard, toyRun, type Finished } from './lab-place.ts';

interface Fault {
	readonly reason: string;
	/** Makes a path one that cannot be written. */
	readonly make: (path: string) => void;
}

const FAULTS: readonly Fault[] = [
	{
		reason: 'EISDIR',
		make: (path: string) => {
			mkdirSync(path);
		}
	},
	{
		reason: 'ENOSPC',
		make: (path: string) => {
			symlinkSync('/dev/full', path);
		}
	}
	// Linux alone has a file on which every write fails as on a full disk.
].filter(({ reason }) => reason !== 'ENOSPC' || existsSync('/dev/full'));

const FIRST = 20;
const LAST = 40;
const OPTIONS = ['--snapshots', '--replicas', '2', '--steps', String(LAST)];
/** With snapshots each of the first batches is one step, and each asks once before. */
const cutRun = () => toyRun(OPTIONS, { interruptAt: FIRST + 1 });
const goOn = (folder: string) => lab(['run', '--resume', folder]);

const stepIn = (folder: string): number =>
	decodeCheckpoint(readBytes(folder, 'checkpoint.safetensors')).state.step;

const filesIn = (folder: string): readonly string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.toSorted();

/** All that has no clock in it. */
const isTimeless = (file: string) => file !== 'run.json' && file !== 'checkpoint.safetensors';

/** A run of LAST steps whose second session cannot write a file, and then can. */
async function fullAt(file: string, { make }: Fault) {
	const { folder } = await cutRun();
	const before = readBytes(folder, 'checkpoint.safetensors');
	const part = join(folder, `${file}.part`);
	make(part);
	const full = await goOn(folder);
	rmSync(part, { recursive: true, force: true });
	return { folder, before, full };
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
			const { folder, before, full } = await fullAt(file, fault);
			expectEnd(full, folder, file, fault.reason);
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
			const { folder, full } = await fullAt(file, fault);
			expectEnd(full, folder, file, fault.reason);
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
