import { columnHashes, differences, readGolden } from '../../tests/support/golden-hashes.mjs';
import type { Metrics } from './metrics-csv.ts';

/** A run in WebAssembly whose metrics have golden hashes, made in Node. */
export const GOLDEN_LINK = 'v=1&preset=quick-mlp&steps=200';

/**
 * @param metrics of GOLDEN_LINK, exported by the page
 * @returns the columns that have other bits
 * @throws Error where the golden file has no such run
 */
export function differentColumns({ text }: Metrics): readonly string[] {
	const golden = readGolden().runs['wasm quick-mlp 200'];
	if (golden === undefined)
		throw new Error('golden hashes: expected "wasm quick-mlp 200", got none');
	const found = differences({ metrics: golden.metrics }, { metrics: columnHashes(text) });
	return found.map(({ name }) => name);
}
