import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect } from 'vitest';
import { lab, temporaryFolder, type Finished } from './lab-place.ts';

/** The smallest transformer: these tests are about files. */
export const TINY_LINK =
	'v=1&preset=quick-start&p=5&frac_train=0.6&d_model=4&n_heads=1&d_mlp=4&lr=0.01&weight_decay=1&warmup_steps=10&steps=8';
const STEP = 5;
export const LAST = '7';
export const TIMEOUT_MS = 60_000;

/** Resumes a run up to LAST. */
export const goOn = (folder: string): Promise<Finished> =>
	lab(['run', '--resume', folder, '--steps', LAST]);

export function copyOf(folder: string): string {
	const copy = join(temporaryFolder(), 'run');
	cpSync(folder, copy, { recursive: true });
	return copy;
}

interface TinyRuns {
	/** Two runs of STEP steps. */
	readonly first: string;
	readonly second: string;
	/** The first one after it was resumed. */
	readonly whole: string;
}

/** Made before the tests of a file, and removed after them. */
export function tinyRuns(): () => TinyRuns {
	let runs: TinyRuns | undefined;
	beforeAll(async () => {
		const outer = mkdtempSync(join(tmpdir(), 'grokking-lab-'));
		const [first, second, whole] = ['first', 'second', 'whole'].map((name) => join(outer, name));
		if (first === undefined || second === undefined || whole === undefined) return undefined;
		const args = [
			'run',
			TINY_LINK,
			'--backend',
			'reference',
			'--snapshots',
			'--steps',
			String(STEP)
		];
		expect(await lab([...args, '--out', first])).toMatchObject({ code: 0 });
		expect(await lab([...args, '--out', second, '--set', 'seed=1'])).toMatchObject({ code: 0 });
		cpSync(first, whole, { recursive: true });
		expect(await goOn(whole)).toMatchObject({ code: 0 });
		runs = { first, second, whole };
		return () => {
			rmSync(outer, { recursive: true });
		};
	}, TIMEOUT_MS);
	return () => runs ?? expect.fail('made before the tests');
}

/** Expects few short messages of printable characters, without a stack. */
export function expectSentences(text: string, longest = 700): void {
	const lines = text.trimEnd().split('\n');
	expect(lines.length).toBeLessThan(40);
	for (const line of lines) {
		expect(line.length).toBeLessThan(longest);
		expect(line).not.toMatch(/\p{Cc}|^\s+at /u);
	}
}

export function expectRefused({ code, notices, printed }: Finished): void {
	expectSentences(notices);
	expect({ code, printed }).toEqual({ code: 2, printed: '' });
}
