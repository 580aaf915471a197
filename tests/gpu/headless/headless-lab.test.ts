import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { killLab, readStep, startLab, waitForRows } from '../../support/runs/lab-process.ts';

// More than any machine does before it is stopped.
const ENDLESS = 10_000_000;
const MORE_STEPS = 20;
const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-'));
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

const read = (run: string, file: string) => readFileSync(join(folder, run, file), 'utf8');
const runTo = (run: string, steps: number): readonly string[] => [
	...['run', 'quick-mlp', '--backend', 'webgpu', '--set', 'p=13', '--replicas', '2'],
	...['--steps', String(steps), '--out', join(folder, run)]
];

test('Dawn says which adapter a run takes', async () => {
	const { code, stdout, stderr } = await startLab(['adapters']).end;
	expect(code, stderr).toBe(0);
	expect(stdout).toMatch(/^\w+: .+\n[^]*\nA run takes: .+\nWith --backend webgpu: .+\n/);
});

test.each([
	['interrupted', 130],
	['killed', null]
])('a headless run on WebGPU that was %s goes on bit for bit', async (run, code) => {
	const lab = startLab(runTo(run, ENDLESS));
	await waitForRows(lab, join(folder, run), 4);
	if (code === null) killLab(lab);
	else lab.child.kill('SIGINT');
	expect(await lab.end).toMatchObject({ code });
	const steps = readStep(join(folder, run)) + MORE_STEPS;
	const resume = ['run', '--resume', join(folder, run), '--steps', String(steps)];
	expect(await startLab(resume).end).toMatchObject({ code: 0 });
	const whole = `whole-${run}`;
	expect(await startLab(runTo(whole, steps)).end).toMatchObject({ code: 0 });
	expect(read(run, 'metrics.csv')).toBe(read(whole, 'metrics.csv'));
	expect(read(run, 'final.1.safetensors')).toBe(read(whole, 'final.1.safetensors'));
});
