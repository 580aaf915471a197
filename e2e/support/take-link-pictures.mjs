import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { runnerImport } from 'vite';
import { findBrowser } from '../../src/launch/find-browser.mjs';
import { ROOT, runNpm } from '../../src/launch/run-command.mjs';
import { linkPicture, PICTURE } from './link-picture.mjs';

const HELP = `npm run link-pictures   draws what a chat shows of a link to a preset: public/p/ID/picture.png
  --presets P,Q         only these (default: all)
`;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * @typedef {import('./link-picture.mjs').Curves} Curves
 * @typedef {import('../../src/presets/define.ts').PresetSpec} Preset
 * @typedef {Readonly<Record<string, readonly (number | null)[] | undefined>>} Columns
 * @typedef {{ memorized?: { by: number } | null, grokked?: { by: number } | null }} Transitions
 */

/**
 * The test loss of the non-mirrored pairs where it is known: mirrored pairs need no understanding.
 * @param {readonly number[]} step
 * @param {Columns} columns
 * @param {Transitions} transitions
 * @returns {Curves}
 */
function curvesOf(step, columns, { memorized, grokked }) {
	const parts = columns['non_mirrored_loss'];
	const test = parts?.every((value) => value !== null) ? parts : columns['test_loss'];
	const train = columns['train_loss'];
	if (train === undefined || test === undefined) throw new Error('expected train and test loss');
	return { step, train, test, memorized: memorized?.by, grokked: grokked?.by };
}

/** @param {string} id */
function recordedCurves(id) {
	const path = join(ROOT, `public/gallery/${id}.run.json`);
	const { card, evaluations } = JSON.parse(readFileSync(path, 'utf8'));
	return curvesOf(evaluations.step, evaluations.columns, card.transitions);
}

/**
 * The evaluated rows of a metrics.csv, by column; null where a cell is empty.
 * @param {string} text
 * @returns {Columns}
 */
function evaluatedColumns(text) {
	const [header = '', ...lines] = text.trim().split('\n');
	const names = header.split(',');
	const rows = lines
		.map((line) => line.split(','))
		.filter((cells) => cells[names.indexOf('test_loss')] !== '');
	/** @param {string | undefined} cell */
	const valueOf = (cell) => (cell === undefined || cell === '' ? null : Number(cell));
	return Object.fromEntries(names.map((name, i) => [name, rows.map((cells) => valueOf(cells[i]))]));
}

/**
 * @param {Preset} preset
 * @returns {Promise<Curves>} of the run trained in WebAssembly, until well after it groks
 */
async function trainedCurves({ id, expectation }) {
	const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-picture-'));
	const out = join(folder, id);
	const steps = String(2 * expectation.groksBetween[1]);
	const options = ['--backend', 'wasm', '--steps', steps, '--out', out];
	try {
		const code = await runNpm(['run', '-s', 'lab', '--', 'run', id, ...options]);
		if (code !== 0) throw new Error(`${id}: npm run lab ended with exit code ${code}`);
		const card = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
		const columns = evaluatedColumns(readFileSync(join(out, 'metrics.csv'), 'utf8'));
		const step = (columns['step'] ?? []).map(Number);
		// The column of losses before each update lacks the last row.
		const train = { train_loss: columns['evaluated_train_loss'] };
		return curvesOf(step, { ...columns, ...train }, card.runs[0].transitions);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * @param {readonly Preset[]} presets
 * @param {string | undefined} asked ids with commas between
 * @throws {Error} naming an id that does not exist
 */
function chosen(presets, asked) {
	if (asked === undefined) return presets;
	return asked.split(',').map((id) => {
		const preset = presets.find((one) => one.id === id);
		if (preset !== undefined) return preset;
		const ids = presets.map((one) => one.id).join(', ');
		throw new Error(`--presets: expected ids of ${ids}, got "${id}"`);
	});
}

async function takePictures() {
	const { values } = parseArgs({
		options: { presets: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } }
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const { module } = await runnerImport(join(ROOT, 'src/presets/index.ts'));
	const executablePath = findBrowser();
	const browser = await chromium.launch({
		args: isRoot ? ['--no-sandbox'] : [],
		...(executablePath === undefined ? {} : { executablePath })
	});
	const page = await browser.newPage({ viewport: PICTURE });
	for (const preset of chosen(module.presets.all, values.presets)) {
		const { id, hasRecordedRun } = preset;
		const curves = hasRecordedRun ? recordedCurves(id) : await trainedCurves(preset);
		await page.setContent(linkPicture(preset.label, curves));
		const folder = join(ROOT, 'public/p', id);
		mkdirSync(folder, { recursive: true });
		const path = join(folder, 'picture.png');
		await page.screenshot({ path });
		process.stdout.write(`${path}\n`);
	}
	await browser.close();
}

await takePictures();
