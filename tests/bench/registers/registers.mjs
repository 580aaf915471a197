import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { ROOT } from '../../../src/launch/run-command.mjs';

/**
 * Registers, workgroup memory and spills of every kernel for GPUs, by Mesa's compiler for RDNA 2
 * (RADV), on a machine without a GPU: Dawn writes SPIR-V, RADV compiles it. The modules are those
 * that the ops' cases dispatch. Replaces `registers-rdna2.json` and prints spilled registers.
 *
 * RADV=/path/to/libvulkan_radeon.so npm run registers
 *
 * Needs a driver on which Dawn runs (lavapipe or SwiftShader), Debian's `gcc`, `libvulkan-dev` and
 * `spirv-tools`, and RADV of the same Mesa (package `mesa-vulkan-drivers`). Overrides have the
 * default values of the shader files.
 */
const RESULT = join(ROOT, 'tests/bench/results/registers-rdna2.json');
const MARK = '@@@ ';
const NAMES = {
	registers: 'VGPRs',
	workgroup_bytes: 'LDS size',
	spilled: 'Spilled VGPRs',
	waves: 'Subgroups per SIMD'
};

/** @param {string} name a kernel in any folder of shaders/, `lib/<stem>` for a library */
function pathOf(name) {
	const folder = join(ROOT, 'shaders');
	if (name.startsWith('lib/')) return join(folder, `${name}.wgsl`);
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	const found = files.find((file) => basename(file) === `${name}.wgsl`);
	if (found === undefined) throw new Error(`shaders: expected ${name}.wgsl, found none`);
	return join(folder, found);
}

/** @param {string} module a kernel and its libraries, joined by + */
function sourceOf(module) {
	const [shader = '', ...libraries] = module.split('+');
	const files = [...libraries.map((stem) => `lib/${stem}`), shader];
	return files.map((file) => readFileSync(pathOf(file), 'utf8')).join('\n');
}

/**
 * Prints a mark and Dawn's SPIR-V for every module.
 * @param {readonly string[]} modules
 */
async function dump(modules) {
	const { create, globals } = await import('webgpu');
	Object.assign(globalThis, globals);
	const gpu = create(['enable-dawn-features=dump_shaders,disable_symbol_renaming']);
	const device = await (await gpu.requestAdapter())?.requestDevice();
	if (device === undefined) throw new Error('expected an adapter for Dawn, got none');
	for (const module of modules) {
		process.stderr.write(`${MARK}${module}\n`);
		await device.createComputePipelineAsync({
			layout: 'auto',
			compute: { module: device.createShaderModule({ code: sourceOf(module) }) }
		});
	}
	process.exit(0);
}

/**
 * The assembly in Dawn's output for one module, without Dawn's remarks and without the lines that
 * Debian's older assembler rejects (these do not affect registers).
 * @param {string} text
 */
function assemblyIn(text) {
	const lines = text.slice(text.indexOf('; SPIR-V')).split('\n');
	const end = lines.findIndex((line) => /^(\/\*|\/\/|info)/.test(line));
	return lines
		.slice(0, end < 0 ? lines.length : end)
		.filter((line) => !/maximal(ly)?_?reconv/i.test(line))
		.join('\n');
}

/**
 * @param {string} driver
 * @param {string} module
 * @param {string} assembly
 * @param {string} folder
 */
function statisticsOf(driver, module, assembly, folder) {
	const entry = /OpEntryPoint GLCompute %\S+ "([^"]+)"/.exec(assembly)?.[1];
	if (entry === undefined) throw new Error(`${module}: expected SPIR-V from Dawn, got none`);
	const [text, binary] = [join(folder, 'kernel.spvasm'), join(folder, 'kernel.spv')];
	writeFileSync(text, assembly);
	execFileSync('spirv-as', ['--target-env', 'vulkan1.3', text, '-o', binary]);
	const printed = execFileSync(join(folder, 'pipeline-statistics'), [driver, binary, entry], {
		encoding: 'utf8',
		env: { ...process.env, RADV_FORCE_FAMILY: 'NAVI21' },
		stdio: ['ignore', 'pipe', 'ignore']
	});
	const found = new Map(
		printed
			.trim()
			.split('\n')
			.map((line) => /** @type {[string, string]} */ (line.split('\t')))
	);
	const values = Object.entries(NAMES).map(([key, name]) => [key, Number(found.get(name))]);
	return { device: found.get('device'), kernel: { module, ...Object.fromEntries(values) } };
}

/**
 * Every kernel for GPUs that the cases of an op dispatch, joined by + with its libraries.
 * @returns {Promise<readonly string[]>}
 */
async function modulesForGpus() {
	const server = await createServer({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		server: { middlewareMode: true, watch: null }
	});
	try {
		const { ops } = await server.ssrLoadModule('/src/engine/ops/index.ts');
		const { callsOf } = await server.ssrLoadModule('/tests/architecture/kernel-calls.ts');
		/** @type {readonly { kind: string, shader: string, libraries: readonly string[] }[]} */
		const calls = ops.all.flatMap(callsOf);
		const names = calls
			.filter(({ kind }) => kind === 'gpu')
			.map(({ shader, libraries }) => [shader, ...libraries].join('+'));
		return [...new Set(names)].sort();
	} finally {
		await server.close();
	}
}

const modules = await modulesForGpus();
if (process.argv[2] === '--dump') await dump(modules);

const driver = process.env['RADV'];
if (driver === undefined) throw new Error('expected RADV=/path/to/libvulkan_radeon.so, got none');
const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-'));
try {
	const tool = fileURLToPath(new URL('pipeline-statistics.c', import.meta.url));
	execFileSync('gcc', ['-O1', '-o', join(folder, 'pipeline-statistics'), tool]);
	const log = join(folder, 'dump.txt');
	const self = fileURLToPath(import.meta.url);
	execFileSync('sh', ['-c', `"$0" "$1" --dump >"$2" 2>&1`, process.execPath, self, log]);
	const dumps = readFileSync(log, 'utf8').split(MARK).slice(1);
	const results = dumps.map((text, i) =>
		statisticsOf(driver, modules[i] ?? '', assemblyIn(text), folder)
	);
	const report = { compiler: results[0]?.device, kernels: results.map(({ kernel }) => kernel) };
	writeFileSync(RESULT, `${JSON.stringify(report, null, '\t')}\n`);
	process.stdout.write(`${RESULT}: ${String(report.kernels.length)} kernels\n`);
	for (const { module, spilled, registers } of report.kernels) {
		if (spilled > 0)
			process.stdout.write(`${module}: ${spilled} of ${registers} registers spilled\n`);
	}
} finally {
	rmSync(folder, { recursive: true });
}
