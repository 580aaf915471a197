import { fork } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import {
	loaderEnvironment,
	softwareDriverEnvironment
} from '../../src/launch/software-adapter.mjs';

const HELP = `Training steps of two working copies beside each other, in short turns: a busy machine slows both.

node tests/bench/compare.mjs BEFORE AFTER [options]     BEFORE and AFTER are working copies with node_modules

  --presets P,Q   default: quick-mlp, quick-start, doshi-2023, nanda-2023
  --measured      with the evaluations and measures of the preset's first steps, instead of steps alone
  --turns N       turns of each copy (default 15)
  --ms N          length of a turn, at least one step (default 700)

VK_ICD_FILENAMES chooses the driver; without it, SwiftShader of an installed Chromium.
`;

/**
 * What a copy runs, below its root, against its own sources.
 * @param {string} root
 */
const entry = (root) => `
import { loadRun, openGpuBench } from ${JSON.stringify(join(root, 'tests/bench/gpu-bench.ts'))};
import { configOf } from ${JSON.stringify(join(root, 'src/config/preset-config.ts'))};
import { resolveRun } from ${JSON.stringify(join(root, 'src/config/resolve.ts'))};

const bench = await openGpuBench();
let loaded;
process.on('message', async ({ preset, isMeasured, steps }) => {
	if (preset === undefined) {
		process.send({ ms: await loaded.time(steps) });
		return;
	}
	loaded?.session.dispose();
	const spec = resolveRun(configOf(preset));
	loaded = await loadRun(bench, isMeasured ? spec : { ...spec, steps: 1e9, evaluateEvery: 20_000 });
	const dispatches = loaded.run.plan.segments.get('train').length;
	process.send({ dispatches, adapter: bench.gpu.name });
});
process.send({ isReady: true });
`;

/** @typedef {{ ms?: number, dispatches?: number, adapter?: string }} Answer */

/** A working copy in a process of its own, which computes only on request. */
class Copy {
	/** @type {import('node:child_process').ChildProcess} */
	#child;

	/** @param {string} file */
	constructor(file) {
		const software = softwareDriverEnvironment(process.env);
		this.#child = fork(file, [], {
			env: { ...software, ...process.env, ...loaderEnvironment(process.env) },
			stdio: ['ignore', 'ignore', 'inherit', 'ipc']
		});
	}

	/** @returns {Promise<Answer>} its next message */
	answer() {
		return new Promise((done, fail) => {
			const ended = () => {
				fail(new Error('a copy ended before it answered'));
			};
			this.#child.once('exit', ended);
			this.#child.once('message', (answer) => {
				this.#child.off('exit', ended);
				done(/** @type {Answer} */ (answer));
			});
		});
	}

	/** @param {object} question */
	ask(question) {
		this.#child.send(question);
		return this.answer();
	}

	/** @param {number} steps */
	async time(steps) {
		const { ms = NaN } = await this.ask({ steps });
		return ms / steps;
	}

	end() {
		this.#child.kill();
	}
}

/** @param {string} root */
async function bundle(root) {
	const folder = join(root, '.cache/bench');
	mkdirSync(folder, { recursive: true });
	const source = join(folder, `compare-${process.pid}.ts`);
	const file = join(folder, `compare-${process.pid}.mjs`);
	writeFileSync(source, entry(root));
	try {
		const result = await build({
			configFile: false,
			root,
			logLevel: 'warn',
			build: {
				ssr: source,
				write: false,
				target: 'node20',
				minify: false,
				rolldownOptions: { output: { codeSplitting: false } }
			},
			ssr: { external: ['webgpu'] }
		});
		const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
		const chunks = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
		const [code] = chunks;
		if (code === undefined || chunks.length > 1) {
			throw new Error(`vite: expected one file from ${source}, got ${chunks.length}`);
		}
		writeFileSync(file, code);
		return file;
	} finally {
		rmSync(source);
	}
}

/**
 * @param {readonly number[]} values
 * @param {number} share 0.5 for the median
 */
function quantile(values, share) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

/** @param {readonly number[]} values */
const spread = (values) =>
	`${quantile(values, 0.5).toPrecision(4)} (${quantile(values, 0.25).toPrecision(4)} - ${quantile(values, 0.75).toPrecision(4)})`;

/**
 * @param {readonly [Copy, Copy]} copies
 * @param {string} preset
 * @param {{ isMeasured: boolean, turns: number, turnMs: number }} how
 */
async function compare([before, after], preset, { isMeasured, turns, turnMs }) {
	const loaded = await before.ask({ preset, isMeasured });
	const { dispatches, adapter } = await after.ask({ preset, isMeasured });
	await Promise.all([before.time(1), after.time(1)]);
	const first = await before.time(1);
	await after.time(1);
	const steps = Math.max(1, Math.round(turnMs / first));
	/** @type {number[]} */
	const a = [];
	/** @type {number[]} */
	const b = [];
	for (let turn = 0; turn < turns; turn++) {
		// The copies take turns in being first.
		if (turn % 2 === 0) a.push(await before.time(steps));
		b.push(await after.time(steps));
		if (turn % 2 === 1) a.push(await before.time(steps));
	}
	const ratios = b.map((value, i) => value / (a[i] ?? NaN));
	const cells = [preset, spread(a), spread(b), spread(ratios)];
	const counts = `${loaded.dispatches} / ${dispatches}`;
	process.stdout.write(`| ${[...cells, counts, `${turns} x ${steps}`, adapter].join(' | ')} |\n`);
}

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		presets: { type: 'string', default: 'quick-mlp,quick-start,doshi-2023,nanda-2023' },
		measured: { type: 'boolean', default: false },
		turns: { type: 'string', default: '15' },
		ms: { type: 'string', default: '700' }
	}
});
const [before, after] = positionals;
if (before === undefined || after === undefined || positionals.length > 2) {
	process.stderr.write(HELP);
	process.exitCode = 2;
} else {
	const files = [await bundle(resolve(before)), await bundle(resolve(after))];
	const [a, b] = files.map((file) => new Copy(file));
	if (a === undefined || b === undefined) throw new Error('expected two copies');
	try {
		await a.answer();
		await b.answer();
		process.stdout.write(
			'| preset | before, ms per step | after | after / before | dispatches | turns x steps | adapter |\n| --- | --- | --- | --- | --- | --- | --- |\n'
		);
		for (const preset of values.presets.split(',')) {
			const how = {
				isMeasured: values.measured,
				turns: Number(values.turns),
				turnMs: Number(values.ms)
			};
			await compare([a, b], preset, how);
		}
	} finally {
		a.end();
		b.end();
		for (const file of files) rmSync(file, { force: true });
	}
}
