import type { Page } from 'playwright';
import type { CaseId, RunnerId } from '../rivals/page.ts';
import { COMPARED_STEPS, type Lane, type LaneSpec } from './lane.ts';
import { repeats } from './node-lanes.ts';

/** Runners of the page, all on the CPU. */
const RUNNERS: readonly {
	readonly id: RunnerId;
	readonly label: string;
	readonly threads?: 1 | 2;
}[] = [
	{ id: 'wasm-1', label: 'ours, WebAssembly, 1 thread', threads: 1 },
	{ id: 'wasm-2', label: 'ours, WebAssembly, 2 threads', threads: 2 },
	{ id: 'folded', label: 'ours, WGSL' },
	{ id: 'jax-wasm', label: 'jax-js wasm' },
	{ id: 'tfjs-wasm', label: 'tfjs wasm' }
];

/** @param cores how many threads a runner takes that uses all */
export function pageLanes(
	page: Page,
	caseId: CaseId,
	cores: number,
	repeatMs: number
): readonly LaneSpec[] {
	return RUNNERS.map(({ id, label, threads = cores }) => {
		const spec = {
			id: `${id}-chromium`,
			label: `${label}, Chromium`,
			host: 'Chromium',
			threads
		} as const;
		const time = async (steps: number): Promise<number> => {
			const ms = await page.evaluate(([runner, n]) => window.rivalBench?.time(runner, n), [
				id,
				steps
			] as const);
			return ms ?? NaN;
		};
		return {
			...spec,
			async open(): Promise<Lane> {
				const details = await page.evaluate(([of, runner]) => window.rivalBench?.open(of, runner), [
					caseId,
					id
				] as const);
				return {
					...spec,
					...(details === undefined || details === '' ? {} : { details }),
					losses: async () =>
						(await page.evaluate(([runner, n]) => window.rivalBench?.losses(runner, n), [
							id,
							COMPARED_STEPS
						] as const)) ?? [],
					repeat: repeats(time, repeatMs),
					// All runners end with the page.
					close: () => undefined
				};
			}
		};
	});
}
