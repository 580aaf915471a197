import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeCheckpoint } from '../../../src/lab-run/codec/checkpoint-codec.ts';
import { sha256 } from '../../../src/cli/folder/digest.ts';

const LAB = fileURLToPath(new URL('../../../src/launch/lab.mjs', import.meta.url));
const POLL_MS = 20;

export interface LabProcess {
	readonly child: ChildProcess;
	/** Exit code (null after a signal) and everything printed. */
	readonly end: Promise<{
		readonly code: number | null;
		readonly stdout: string;
		readonly stderr: string;
	}>;
}

/**
 * Starts `npm run lab` as a process of its own: a group, so that all of it can be ended at once.
 */
export function startLab(
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {}
): LabProcess {
	const child = spawn(process.execPath, [LAB, ...args], {
		env: { ...process.env, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true
	});
	const texts = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8').on('data', (text: string) => {
			texts[name] += text;
		});
	}
	const end = new Promise<{ code: number | null; stdout: string; stderr: string }>(
		(resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code) => {
				resolve({ code, ...texts });
			});
		}
	);
	return { child, end };
}

/** Waits until metrics.csv has that many lines, and fails when the process ends before. */
export async function waitForRows(lab: LabProcess, folder: string, count: number): Promise<void> {
	const file = join(folder, 'metrics.csv');
	const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length : 0);
	while (lines() < count) {
		if (lab.child.exitCode !== null) {
			throw new Error(`the lab ended before row ${String(count)}: ${(await lab.end).stderr}`);
		}
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}

/** Kills a started lab and all its processes, so that they cannot write anything. */
export function killLab({ child }: LabProcess): void {
	if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}

/**
 * Step of the checkpoint in a run's folder: after a kill, it is later than the step in the run
 * card.
 */
export function readStep(folder: string): number {
	return decodeCheckpoint(readFileSync(join(folder, 'checkpoint.safetensors')), sha256).state.step;
}
