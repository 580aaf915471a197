import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildHash } from '../../src/launch/build-hash.mjs';
import { findBrowser } from '../../src/launch/find-browser.mjs';
import { ROOT, runNpm } from '../../src/launch/run-command.mjs';
import { softwareDriverEnvironment } from '../../src/launch/software-adapter.mjs';
import {
	differences,
	GOLDEN_FILE,
	hashRun,
	readCard,
	readColumns,
	readGolden
} from './golden-hashes.mjs';

const HELP = `Golden hashes of the first steps of every preset: split, weights and all metrics.

node tests/support/golden-run.mjs --compare   trains with this build and prints what differs; exit code 1 if anything does
node tests/support/golden-run.mjs --make      adds to tests/golden/first-200-steps.json the runs that it lacks; changes none

  --adapters A,B   of reference, wasm, swiftshader, lavapipe (VK_ICD_FILENAMES names its manifest);
                   default: reference,wasm,swiftshader
  --presets P,Q    default: all of src/presets/registry.ts
  --steps N        only the runs of N steps
  --runs DIR       folders of the runs: a finished one is not trained again, an interrupted one is resumed.
                   Default: .cache/golden/BUILD, where BUILD is a hash of the sources
  --before DIR     the runs that the hashes were made of: --compare then names the first row in which a column differs
`;

/**
 * @typedef {'reference' | 'wasm' | 'swiftshader' | 'lavapipe'} Adapter
 * @typedef {{ readonly adapter: Adapter, readonly preset: string, readonly steps: number }} Run
 * @typedef {import('./golden-hashes.mjs').Golden} Golden
 * @typedef {import('./golden-hashes.mjs').Machine} Machine
 *
 * @typedef {object} Choice
 * @property {readonly Run[]} chosen
 * @property {string} runs
 * @property {string | undefined} before
 */

/** Ids of all presets; the file of a preset is named by its id. */
const PRESETS = Array.from(
	readFileSync(join(ROOT, 'src/presets/registry.ts'), 'utf8').matchAll(/'\.\/(.+)\.ts'/g),
	([, id = '']) => id
);

/** @type {readonly Adapter[]} */
const ADAPTERS = ['reference', 'wasm', 'swiftshader', 'lavapipe'];

/** @type {readonly Run[]} */
const RUNS = [
	// All but the last are for the unit test, the last for a check without the ten minutes of the
	// full reference run.
	{ adapter: 'reference', preset: 'quick-mlp', steps: 20 },
	{ adapter: 'reference', preset: 'quick-start', steps: 20 },
	{ adapter: 'wasm', preset: 'quick-start', steps: 20 },
	{ adapter: 'wasm', preset: 'doshi-2023', steps: 10 },
	{ adapter: 'wasm', preset: 'nanda-2023', steps: 10 },
	{ adapter: 'reference', preset: 'nanda-2023', steps: 10 },
	...ADAPTERS.flatMap((adapter) => PRESETS.map((preset) => ({ adapter, preset, steps: 200 })))
];

/** @param {Run} run */
const nameOf = ({ adapter, preset, steps }) => `${adapter} ${preset} ${steps}`;

/**
 * @param {string} runs
 * @param {Run} run
 */
const folderOf = (runs, run) => join(runs, nameOf(run).replaceAll(' ', '-'));

/**
 * @param {Adapter} adapter
 * @returns {Record<string, string>} what the process must know to train on that adapter
 * @throws {Error} when its driver is not there
 */
function environmentOf(adapter) {
	if (adapter === 'reference' || adapter === 'wasm') return {};
	if (adapter === 'lavapipe') {
		const manifest = process.env['VK_ICD_FILENAMES'] ?? 'no value';
		if (/lvp/.test(manifest)) return {};
		throw new Error(`lavapipe: VK_ICD_FILENAMES must name its manifest, got ${manifest}`);
	}
	const found = softwareDriverEnvironment({ ...process.env, VK_ICD_FILENAMES: undefined });
	const manifest = found['VK_ICD_FILENAMES'];
	// The loader prefers the second variable where both are set.
	if (manifest !== undefined) return { VK_ICD_FILENAMES: manifest, VK_DRIVER_FILES: manifest };
	throw new Error('swiftshader: expected an installed Chromium, Chrome or Edge, found none');
}

/**
 * @param {Run} run
 * @param {string} folder
 * @returns {Machine} what a finished run was computed on
 */
function machineOf({ adapter }, folder) {
	const { adapter: name, node } = readCard(folder);
	const browser = adapter === 'swiftshader' ? findBrowser() : undefined;
	const driver =
		browser === undefined
			? name
			: execFileSync(browser, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim();
	return { adapter: name, driver, node };
}

/**
 * Trains a run, unless it is finished; resumes it where there is a checkpoint.
 * @param {Run} run
 * @param {string} runs
 * @returns {Promise<string>} its folder
 */
async function train(run, runs) {
	const folder = folderOf(runs, run);
	if (existsSync(join(folder, 'final.safetensors')) && readCard(folder).step === run.steps) {
		return folder;
	}
	process.stderr.write(`${nameOf(run)}\n`);
	mkdirSync(runs, { recursive: true });
	const isCpu = run.adapter === 'reference' || run.adapter === 'wasm';
	const backend = isCpu ? run.adapter : 'webgpu';
	const start = existsSync(join(folder, 'checkpoint.safetensors'))
		? ['--resume', folder]
		: [run.preset, '--out', folder, '--backend', backend];
	const args = ['run', '-s', 'lab', '--', 'run', ...start, '--steps', String(run.steps)];
	const code = await runNpm(args, environmentOf(run.adapter));
	if (code === 0) return folder;
	throw new Error(`${nameOf(run)}: npm run lab ended with exit code ${code}`);
}

/** @param {Choice} choice */
async function make({ chosen, runs }) {
	for (const run of chosen) {
		if (readGolden().runs[nameOf(run)] !== undefined) continue;
		const folder = await train(run, runs);
		const golden = readGolden();
		golden.machines[run.adapter] ??= machineOf(run, folder);
		const { build, formulation } = readCard(folder);
		golden.runs[nameOf(run)] = { build, formulation, ...hashRun(folder) };
		writeFileSync(GOLDEN_FILE, `${JSON.stringify(golden, undefined, '\t')}\n`);
	}
}

/**
 * @param {string} before folder of the run that the hashes were made of
 * @param {string} now
 * @returns {readonly string[]} the first row in which each column differs
 */
function firstRows(before, now) {
	const columns = readColumns(now);
	return [...readColumns(before)].flatMap(([name, cells]) => {
		const others = columns.get(name) ?? [];
		const row = cells.findIndex((cell, i) => cell !== others[i]);
		return row < 0
			? []
			: [`metrics ${name}, row ${row}: before ${cells[row]}, now ${others[row] ?? 'none'}`];
	});
}

/**
 * @param {Golden} golden
 * @param {Run} run
 * @param {string} folder of the run with this build
 * @returns {readonly string[]} a sentence for each difference that is not intended
 */
function problemsOf({ runs, machines, intended }, run, folder) {
	const expected = runs[nameOf(run)];
	if (expected === undefined) return ['has no hashes yet: --make'];
	const machine = machineOf(run, folder);
	const { adapter, driver } = machines[run.adapter] ?? machine;
	// In WebAssembly the bits are the same on every machine.
	const isSameMachine = adapter === machine.adapter && driver === machine.driver;
	if (run.adapter !== 'wasm' && !isSameMachine) {
		return [
			`cannot be compared: the hashes are of ${adapter} in ${driver}, this is ${machine.adapter} in ${machine.driver}`
		];
	}
	const { formulation } = readCard(folder);
	return [
		...(formulation === expected.formulation
			? []
			: [`formulation: before ${expected.formulation}, now ${formulation}`]),
		...differences(expected, hashRun(folder))
			.filter(({ name }) => intended[name] === undefined)
			.map(({ name, text }) => `${name} ${text}`)
	];
}

/**
 * @param {Choice} choice
 * @returns {Promise<boolean>} whether all runs are the same
 */
async function compare({ chosen, runs, before }) {
	const golden = readGolden();
	let isSame = true;
	for (const run of chosen) {
		const folder = await train(run, runs);
		const problems = problemsOf(golden, run, folder);
		const rows =
			before === undefined || problems.length === 0 ? [] : firstRows(folderOf(before, run), folder);
		if (problems.length > 0) isSame = false;
		const result = problems.length === 0 ? 'the same' : 'differs';
		process.stdout.write(`${[`${nameOf(run)}: ${result}`, ...problems, ...rows].join('\n  ')}\n`);
	}
	for (const [name, reason] of Object.entries(golden.intended)) {
		process.stdout.write(`${name} differs on purpose: ${reason}\n`);
	}
	return isSame;
}

const { values } = parseArgs({
	options: {
		compare: { type: 'boolean', default: false },
		make: { type: 'boolean', default: false },
		adapters: { type: 'string', default: 'reference,wasm,swiftshader' },
		presets: { type: 'string', default: PRESETS.join(',') },
		steps: { type: 'string' },
		runs: { type: 'string' },
		before: { type: 'string' }
	}
});
const adapters = values.adapters.split(',');
const presets = values.presets.split(',');
for (const preset of presets.filter((id) => !PRESETS.includes(id))) {
	throw new Error(`--presets: expected ids of ${PRESETS.join(', ')}, got ${preset}`);
}
/** @type {Choice} */
const choice = {
	chosen: RUNS.filter(
		({ adapter, preset, steps }) =>
			adapters.includes(adapter) &&
			presets.includes(preset) &&
			(values.steps === undefined || steps === Number(values.steps))
	),
	runs: resolve(values.runs ?? join(ROOT, '.cache/golden', buildHash())),
	before: values.before === undefined ? undefined : resolve(values.before)
};
if (choice.chosen.length === 0) {
	throw new Error(
		`expected --adapters of ${ADAPTERS.join(', ')}, --presets of ${PRESETS.join(', ')}, and --steps 10, 20 or 200`
	);
}
if (values.make) await make(choice);
else if (values.compare) process.exitCode = (await compare(choice)) ? 0 : 1;
else process.stdout.write(HELP);
