import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Reads the files of a run's folder by their formats alone, without the code under test, so that
// one program hashes runs of every version.

/**
 * @typedef {Readonly<Record<string, string>>} Hashes by name of a pair list, tensor, column, vector
 * @typedef {object} RunHashes
 * @property {Hashes} split the pairs of split.json, in order
 * @property {Hashes} initial the initial weights, by tensor
 * @property {Hashes} final the final weights, by tensor
 * @property {Hashes} metrics the columns of metrics.csv
 * @property {Hashes} vectors the last evaluation's values per frequency, from run.json
 *
 * @typedef {{ adapter: string, driver: string, node: string }} Machine
 *
 * @typedef {object} Golden
 * @property {Record<string, Machine>} machines by adapter
 * @property {Record<string, string>} intended changes since: the reason, by part and name, such as
 *   `metrics lr`
 * @property {Record<string, RunHashes & { build: string, formulation: string }>} runs by
 *   `adapter preset steps`; build: hash of the sources that trained it
 */

export const GOLDEN_FILE = fileURLToPath(
	new URL('../golden/first-200-steps.json', import.meta.url)
);

/** @returns {Golden} */
export function readGolden() {
	if (existsSync(GOLDEN_FILE)) return JSON.parse(readFileSync(GOLDEN_FILE, 'utf8'));
	return { machines: {}, intended: {}, runs: {} };
}

/**
 * The first 16 hex digits of SHA-256: enough to notice a change.
 * @param {string | Uint8Array} content
 */
const sha256 = (content) => createHash('sha256').update(content).digest('hex').slice(0, 16);

/**
 * @param {readonly (readonly [name: string, content: string | Uint8Array])[]} entries
 * @returns {Hashes}
 */
const hashAll = (entries) =>
	Object.fromEntries(entries.map(([name, content]) => [name, sha256(content)]));

/**
 * @param {string} folder
 * @param {string} file
 */
const readJson = (folder, file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** @param {string} folder */
function splitHashes(folder) {
	const split = readJson(folder, 'split.json');
	const lists = Object.entries(split).filter(([, value]) => Array.isArray(value));
	return hashAll(lists.map(([name, pairs]) => [name, JSON.stringify(pairs)]));
}

/**
 * A safetensors file: u64 length of the header, header in JSON, data. Metadata are left out, since
 * they contain versions.
 * @param {Uint8Array} file
 */
export function tensorHashes(file) {
	const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
	const dataStart = 8 + Number(bytes.readBigUInt64LE(0));
	const header = JSON.parse(bytes.toString('utf8', 8, dataStart));
	const names = Object.keys(header).filter((name) => name !== '__metadata__');
	/** @param {string} name */
	const contentOf = (name) => {
		const { dtype, shape, data_offsets: offsets } = header[name];
		const data = bytes.subarray(dataStart + offsets[0], dataStart + offsets[1]);
		return Buffer.concat([Buffer.from(`${dtype} [${shape.join(', ')}]\n`), data]);
	};
	return hashAll(names.map((name) => [name, contentOf(name)]));
}

/**
 * Columns of metrics.csv by name. Numbers are written with all their digits, so that equal text
 * means equal bits.
 * @param {string} text of the file
 * @returns {ReadonlyMap<string, readonly string[]>}
 */
function columnsOf(text) {
	const [names = [], ...rows] = text
		.trimEnd()
		.split('\n')
		.map((line) => line.split(','));
	return new Map(names.map((name, i) => [name, rows.map((row) => row[i] ?? '')]));
}

/**
 * @param {string} folder
 * @returns {ReadonlyMap<string, readonly string[]>}
 */
export const readColumns = (folder) => columnsOf(readFileSync(join(folder, 'metrics.csv'), 'utf8'));

/** @param {string} text of metrics.csv, or of the page's export without its comment lines */
export const columnHashes = (text) =>
	hashAll([...columnsOf(text)].map(([name, cells]) => [name, cells.join('\n')]));

/** @param {string} folder */
function vectorHashes(folder) {
	const { spectra = {}, by_frequency: byFrequency = {} } = readJson(folder, 'run.json').runs[0]
		.last_evaluation;
	const vectors = Object.entries({ ...spectra, ...byFrequency });
	return hashAll(vectors.map(([name, values]) => [name, JSON.stringify(values)]));
}

/**
 * @param {string} folder of a run of one replica
 * @returns {RunHashes}
 */
export function hashRun(folder) {
	/** @param {string} file */
	const read = (file) => readFileSync(join(folder, file));
	return {
		split: splitHashes(folder),
		initial: tensorHashes(read('init.safetensors')),
		final: tensorHashes(read('final.safetensors')),
		metrics: columnHashes(read('metrics.csv').toString('utf8')),
		vectors: vectorHashes(folder)
	};
}

/**
 * Machine and last step of a run, from its card.
 * @param {string} folder
 * @returns {{ readonly adapter: string, readonly formulation: string, readonly build: string,
 *   readonly node: string, readonly step: number }}
 */
export function readCard(folder) {
	const { adapter, formulation, versions, step } = readJson(folder, 'run.json');
	return { adapter: adapter.name, formulation, build: versions.build, node: versions.node, step };
}

/**
 * What was hashed before and is now another value, or gone. What is new beside it is no difference.
 * @param {Partial<RunHashes>} before
 * @param {Partial<RunHashes>} now of at least the same parts
 * @returns {readonly { readonly name: string, readonly text: string }[]}
 */
export function differences(before, now) {
	/** @type {readonly (keyof RunHashes)[]} */
	const parts = ['split', 'initial', 'final', 'metrics', 'vectors'];
	return parts.flatMap((part) =>
		Object.entries(before[part] ?? {}).flatMap(([name, hash]) => {
			const other = now[part]?.[name];
			if (other === hash) return [];
			return [{ name: `${part} ${name}`, text: other === undefined ? 'is gone' : 'differs' }];
		})
	);
}
