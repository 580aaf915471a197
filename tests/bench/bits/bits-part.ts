import { openFirefox } from '../../../e2e/firefox/support/open-firefox.ts';
import { loadKernels } from '../../../src/host/wasm-kernels.ts';
import { presets, type PresetId } from '../../../src/presets/index.ts';
import {
	columnHashes,
	differences,
	readGolden,
	tensorHashes,
	type RunHashes
} from '../../support/golden-hashes.mjs';
import type { BenchOptions } from '../options.ts';
import { openBrowser, servePage } from '../rivals/browser.ts';
import { formatTable, print } from '../table.ts';
import { NODE_HOST } from '../cpu/node-lanes.ts';
import { trainBits, type RunFiles } from './train-bits.ts';

/** Trains a preset in some host. */
type Train = (preset: PresetId, steps: number) => Promise<RunFiles>;

interface OpenHost {
	/** With its version. */
	readonly name: string;
	readonly train: Train;
	close(): Promise<void>;
}

const decoded = (page: { readonly metrics: string; readonly weights: string }): RunFiles => ({
	metrics: page.metrics,
	weights: Uint8Array.from(Buffer.from(page.weights, 'base64'))
});

const nodeHost: OpenHost = {
	name: `Node ${process.version}`,
	train: (preset, steps) => trainBits(preset, steps, NODE_HOST, loadKernels),
	close: () => Promise.resolve()
};

async function openChromium(address: string): Promise<OpenHost> {
	const browser = await openBrowser('software');
	const page = await browser.newPage();
	page.setDefaultTimeout(0);
	await page.goto(address);
	await page.waitForFunction(() => window.bitsPage !== undefined);
	return {
		name: `Chromium ${browser.version()}`,
		async train(preset, steps) {
			const files = await page.evaluate(([id, n]) => window.bitsPage?.train(id, n), [
				preset,
				steps
			] as const);
			if (files === undefined) throw new Error('Chromium: expected the page to train, got nothing');
			return decoded(files);
		},
		close: () => browser.close()
	};
}

async function openFirefoxPage(address: string): Promise<OpenHost> {
	const browser = await openFirefox();
	const { page } = await browser.newPage();
	page.setDefaultTimeout(0);
	await page.goto(address);
	await page.waitForFunction(() => window.bitsPage !== undefined);
	return {
		name: browser.version,
		async train(preset, steps) {
			const files = await page.evaluate((id, n) => window.bitsPage?.train(id, n), preset, steps);
			if (files === undefined) throw new Error('Firefox: expected the page to train, got nothing');
			return decoded(files);
		},
		close: () => browser.close()
	};
}

type Bits = Pick<RunHashes, 'metrics' | 'final'>;

const hashesOf = ({ metrics, weights }: RunFiles): Bits => ({
	metrics: columnHashes(metrics),
	final: tensorHashes(weights)
});

/** One preset in one host. */
interface BitsResult {
	readonly preset: PresetId;
	readonly host: string;
	readonly seconds: number;
	readonly hashes: Bits;
	/** From the golden hashes, or from Node's where there are none. */
	readonly differences: readonly string[];
}

export interface BitsReport {
	readonly steps: number;
	readonly results: readonly BitsResult[];
}

/** Hashes of the parts that a page gives, of what the golden file has. */
function goldenOf(preset: PresetId, steps: number): Bits | undefined {
	const golden = readGolden().runs[`wasm ${preset} ${String(steps)}`];
	return golden === undefined ? undefined : { metrics: golden.metrics, final: golden.final };
}

async function measure(
	{ name, train }: OpenHost,
	preset: PresetId,
	steps: number,
	reference: Bits | undefined
): Promise<BitsResult> {
	const began = performance.now();
	const hashes = hashesOf(await train(preset, steps));
	const seconds = (performance.now() - began) / 1000;
	const found = differences(reference ?? hashes, hashes);
	return {
		...{ preset, host: name, seconds, hashes },
		differences: found.map((one) => `${one.name} ${one.text}`)
	};
}

/**
 * (6) Whether a preset's first steps in WebAssembly give the same bits in Node, Chromium and
 * Firefox, in Node on one thread and in the browsers on as many as they have.
 * @throws Error that names what differs
 */
export async function bitsPart(options: BenchOptions): Promise<BitsReport> {
	const { bitSteps: steps, root } = options;
	const server = await servePage(root, 'bits');
	const hosts = [nodeHost];
	const results: BitsResult[] = [];
	try {
		hosts.push(await openChromium(server.address), await openFirefoxPage(server.address));
		for (const id of presets.ids) {
			let reference = goldenOf(id, steps);
			for (const host of hosts) {
				const result = await measure(host, id, steps, reference);
				reference ??= result.hashes;
				results.push(result);
				print(`  ${id}, ${host.name}: ${result.seconds.toFixed(1)} s`);
			}
		}
	} finally {
		for (const host of hosts) await host.close();
		await server.close();
	}
	printResults(results, steps);
	const differing = results.filter((result) => result.differences.length > 0);
	if (differing.length === 0) return { steps, results };
	const where = differing.map(({ preset, host }) => `${preset} in ${host}`);
	throw new Error(`expected the same bits in all hosts, got others in ${where.join(', ')}`);
}

function printResults(results: readonly BitsResult[], steps: number): void {
	print(`\nBits of the first ${String(steps)} steps in WebAssembly: metrics and last weights`);
	const rows = results.map((result) => {
		const { metrics, final } = result.hashes;
		const count = Object.keys(metrics).length + Object.keys(final).length;
		return [
			`${result.preset}, ${result.host}`,
			`${result.seconds.toFixed(1)} s`,
			`${String(count - result.differences.length)} of ${String(count)} the same`,
			result.differences.join(', ')
		];
	});
	print(formatTable(['', 'time', 'columns and tensors', ''], rows));
}
