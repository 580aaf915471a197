import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { runLab } from '../../../src/cli/run/run-lab.ts';

/** A new folder that is removed after the test. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-'));
	onTestFinished(() => {
		rmSync(folder, { recursive: true, force: true });
	});
	return folder;
}

/**
 * A transformer that float64 trains in milliseconds; the shape of the PyTorch parity
 * file.
 */
export const TOY_LINK =
	'v=1&preset=quick-start&p=7&frac_train=0.6&d_model=8&n_heads=2&d_mlp=16&lr=0.01&weight_decay=1&warmup_steps=10';

export interface Finished {
	readonly code: number;
	readonly printed: string;
	readonly notices: string;
	readonly progress: string;
}

export interface LabOptions {
	/** Interrupted when asked for this time. */
	readonly interruptAt?: number;
	readonly isTerminal?: boolean;
}

/** Runs the headless lab in this process. */
export async function lab(
	args: readonly string[],
	{ interruptAt = Infinity, isTerminal = false }: LabOptions = {}
): Promise<Finished> {
	let asked = 0;
	let printed = '';
	let notices = '';
	let progress = '';
	const code = await runLab(args, {
		resolvePath: (path) => resolve(path),
		print: (text) => (printed += text),
		notice: (text) => (notices += `${text}\n`),
		interruptedCode: () => 130,
		interrupt: {
			get aborted() {
				asked++;
				return asked >= interruptAt;
			}
		},
		progress: { isTerminal, columns: 100, write: (text) => (progress += text) }
	});
	return { code, printed, notices, progress };
}

/** A new toy run in float64, in a folder of its own. */
export async function toyRun(
	more: readonly string[] = [],
	options: LabOptions = {}
): Promise<Finished & { readonly folder: string }> {
	const folder = join(temporaryFolder(), 'run');
	const args = ['run', TOY_LINK, '--backend', 'reference', '--out', folder, ...more];
	return { ...(await lab(args, options)), folder };
}

export const readText = (folder: string, file: string): string =>
	readFileSync(join(folder, file), 'utf8');

export const readBytes = (folder: string, file: string): Uint8Array =>
	readFileSync(join(folder, file));

/** A CSV file as rows by column name. */
export function readCsv(folder: string, file: string): readonly Readonly<Record<string, string>>[] {
	const [header = '', ...lines] = readText(folder, file).trimEnd().split('\n');
	const names = header.split(',');
	return lines.map((line) =>
		Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell]))
	);
}

/** A run card, or any other JSON object. */
export function readCard(folder: string): Readonly<Record<string, unknown>> {
	const value: unknown = JSON.parse(readText(folder, 'run.json'));
	if (typeof value !== 'object' || value === null) throw new Error('run.json: not an object');
	return { ...value };
}
