import { spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockFolder } from '../../../../src/cli/folder/folder-lock.ts';
import { lab, temporaryFolder, TOY_LINK, toyRun } from '../lab-place.ts';

/** The pid of a process that runs as long as the test, or of one that has ended. */
async function otherProcess(isAlive: boolean): Promise<number> {
	const code = isAlive ? 'setInterval(() => 0, 1000)' : '';
	const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
	if (isAlive) onTestFinished(() => void child.kill('SIGKILL'));
	else await new Promise((resolve) => child.on('close', resolve));
	return child.pid ?? expect.fail('no process');
}

test('2: a folder that another process writes, by its pid', async () => {
	const { folder } = await toyRun(['--steps', '2']);
	const pid = String(await otherProcess(true));
	writeFileSync(join(folder, 'run.lock'), `${pid}\n`);
	const refused = await lab(['run', '--resume', folder, '--steps', '4']);
	expect(refused.code).toBe(2);
	expect(refused.notices).toContain(`--resume: ${folder}: process ${pid} writes this run`);
	expect(readFileSync(join(folder, 'run.lock'), 'utf8')).toBe(`${pid}\n`);
});

test('of two that resume at once, one is refused and the other goes on', async () => {
	const { folder } = await toyRun(['--steps', '2']);
	const args = ['run', '--resume', folder, '--steps', '4'];
	const both = await Promise.all([lab(args), lab(args)]);
	expect(both.map(({ code }) => code).toSorted()).toEqual([0, 2]);
	expect(both.find(({ code }) => code === 2)?.notices).toContain(
		`process ${String(process.pid)} writes this run`
	);
	expect(existsSync(join(folder, 'run.lock'))).toBe(false);
});

test('of two that begin in one folder at once, one is refused', async () => {
	const folder = join(temporaryFolder(), 'run');
	const args = ['run', TOY_LINK, '--backend', 'reference', '--steps', '2', '--out', folder];
	const both = await Promise.all([lab(args), lab(args)]);
	expect(both.map(({ code }) => code).toSorted()).toEqual([0, 2]);
});

test('the lock of a process that is no more is taken over', async () => {
	const { folder } = await toyRun(['--steps', '2']);
	const dead = await otherProcess(false);
	// In a container every lab may have the same pid: the lock has our pid, but another lab made
	// it.
	for (const pid of [dead, process.pid]) {
		writeFileSync(join(folder, 'run.lock'), `${String(pid)}\n`);
		expect(await lab(['run', '--resume', folder])).toMatchObject({ code: 0 });
		expect(existsSync(join(folder, 'run.lock'))).toBe(false);
	}
});

test('a lock without a pid is being taken while it is new, and stale when it is old', () => {
	const path = join(temporaryFolder(), 'run.lock');
	writeFileSync(path, '');
	expect(() => lockFolder(path, '--resume: x')).toThrow('--resume: x: process');
	utimesSync(path, new Date(0), new Date(0));
	const unlock = lockFolder(path, '--resume: x');
	expect(readFileSync(path, 'utf8')).toBe(`${String(process.pid)}\n`);
	unlock();
	expect(existsSync(path)).toBe(false);
});
