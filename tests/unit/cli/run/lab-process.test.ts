import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killLab, readStep, startLab, waitForRows } from '../../../support/runs/lab-process.ts';
import { readCard, readText, temporaryFolder, TOY_LINK } from '../lab-place.ts';

// The first process bundles the sources.
const TIMEOUT_MS = 60_000;
// More than any machine does before it is stopped.
const ENDLESS = 10_000_000;
const MORE_STEPS = 20;

const runTo = (folder: string, steps: number): readonly string[] => [
	...['run', TOY_LINK, '--backend', 'reference'],
	...['--steps', String(steps), '--out', folder]
];

test(
	'help is printed and ends with 0, wrong arguments with 2 and a line each',
	async () => {
		expect(await startLab(['--help']).end).toMatchObject({ code: 0, stderr: '' });
		const wrong = await startLab(['run', '--steps', 'x']).end;
		expect(wrong).toMatchObject({ code: 2, stdout: '' });
		expect(wrong.stderr.trimEnd().split('\n')).toHaveLength(3);
	},
	TIMEOUT_MS
);

test.each([
	['Ctrl-C', 130],
	['a kill', null]
])(
	'a run goes on bit for bit after %s',
	async (_, code) => {
		const temporary = temporaryFolder();
		const folder = join(temporary, 'run');
		const run = startLab(runTo(folder, ENDLESS));
		await waitForRows(run, folder, 30);
		if (code === null) killLab(run);
		else run.child.kill('SIGINT');
		const ended = await run.end;
		expect(ended.code).toBe(code);
		const step = readStep(folder);
		const status = code === null ? 'running' : 'interrupted';
		expect(readCard(folder)).toMatchObject({ status });
		const words = `Interrupted at step ${String(step)}; to go on: npm run lab -- run --resume ${folder}\n`;
		expect(ended.stderr.endsWith(words)).toBe(code !== null);

		const steps = String(step + MORE_STEPS);
		expect(await startLab(['run', '--resume', folder, '--steps', steps]).end).toMatchObject({
			code: 0
		});
		const whole = join(temporary, 'whole');
		expect(await startLab(runTo(whole, step + MORE_STEPS)).end).toMatchObject({ code: 0 });
		for (const file of ['metrics.csv', 'final.safetensors']) {
			expect(readText(folder, file)).toBe(readText(whole, file));
		}
	},
	TIMEOUT_MS
);

// Node's hook for a package whose binary is not there, or not for this system.
const HOOK = `export async function resolve(name, context, next) {
	if (name === 'webgpu') throw new Error('GLIBCXX_3.4.31 not found');
	return next(name, context);
}`;
const dataUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const WITHOUT_DAWN = {
	NODE_OPTIONS: `--import ${dataUrl(`import { register } from 'node:module'; register('${dataUrl(HOOK).replaceAll("'", '%27')}');`)}`
};

const TWENTY = ['--steps', '20', '--out'];

test(
	'without Dawn a run trains in WebAssembly and resumes there; on WebGPU it ends with 3 and the reason',
	async () => {
		expect(await startLab(['--help'], WITHOUT_DAWN).end).toMatchObject({ code: 0, stderr: '' });
		const out = join(temporaryFolder(), 'run');
		expect(await startLab(runTo(out, 2), WITHOUT_DAWN).end).toMatchObject({ code: 0 });
		const more = ['run', '--resume', out, '--steps', '3'];
		expect(await startLab(more, WITHOUT_DAWN).end).toMatchObject({ code: 0 });
		const wasm = join(temporaryFolder(), 'run');
		const trained = await startLab(
			['run', 'quick-mlp', '--threads', '2', ...TWENTY, wasm],
			WITHOUT_DAWN
		).end;
		expect(trained.stderr).toMatch(/^Training on the CPU with WebAssembly: .*GLIBCXX_3[^\n]*\n/);
		expect(trained.code).toBe(0);
		expect(JSON.parse(readText(wasm, 'run.json'))).toMatchObject({
			backend: 'wasm',
			adapter: { kind: 'wasm', name: 'CPU, WebAssembly', threads: 2 }
		});
		const on = ['run', '--resume', wasm, '--steps', '25'];
		expect(await startLab(on, WITHOUT_DAWN).end).toMatchObject({ code: 0 });
		const insisting = ['run', 'quick-mlp', '--backend', 'webgpu', '--out', join(out, 'gpu')];
		for (const args of [insisting, ['adapters']]) {
			const { code, stderr } = await startLab(args, WITHOUT_DAWN).end;
			expect(stderr).toMatch(/could not be loaded: GLIBCXX_3[^]*No WebGPU adapter[^]*--backend/);
			expect(code).toBe(3);
		}
	},
	TIMEOUT_MS
);

// Other systems always have a driver, and no variable hides it.
if (process.platform === 'linux') {
	test(
		'without an adapter a run trains in WebAssembly; on WebGPU it ends with 3 and what to install',
		async () => {
			const nowhere = { VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' };
			const out = join(temporaryFolder(), 'run');
			const insisting = ['run', 'quick-mlp', '--backend', 'webgpu', '--out', out];
			const refused = await startLab(insisting, nowhere).end;
			expect(refused.stderr).toContain('No WebGPU adapter');
			expect(refused.code).toBe(3);
			const trained = await startLab(['run', 'quick-mlp', ...TWENTY, out], nowhere).end;
			expect(trained.stderr).toMatch(/^Training on the CPU with WebAssembly: Dawn found no GPU/m);
			expect(trained.code).toBe(0);
		},
		TIMEOUT_MS
	);
}
