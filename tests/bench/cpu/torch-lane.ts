import { join } from 'node:path';
import { BENCH_CASES } from '../bench-case.ts';
import { createExperiment } from '../rivals/experiment.ts';
import type { CaseId } from '../rivals/page.ts';
import { readyWay, writeExperiment } from '../torch/torch-part.ts';
import { TorchProcess } from '../torch/torch-process.ts';
import { COMPARED_STEPS, type Lane, type LaneSpec } from './lane.ts';

/** The first way of torch_step.py: eager, last position. */
export function torchLane(
	root: string,
	python: string,
	version: string,
	caseId: CaseId,
	threads: number
): LaneSpec {
	const spec = {
		id: `torch-${String(threads)}`,
		label: `PyTorch ${version}, last position, ${String(threads)} ${threads === 1 ? 'thread' : 'threads'}`,
		host: 'Python',
		threads
	} as const;
	return {
		...spec,
		async open(): Promise<Lane> {
			const folder = join(root, '.cache/bench/torch', caseId);
			writeExperiment(createExperiment(BENCH_CASES[caseId]), folder);
			const script = join(root, 'tests/bench/torch/torch_step.py');
			const process = new TorchProcess(python, [script, folder, String(COMPARED_STEPS)], threads);
			const answer = await process.answer();
			if (answer === undefined) throw new Error(`torch_step.py ended: ${process.complaint}`);
			const { losses, error, blas } = readyWay(answer);
			if (error !== undefined) throw new Error(error);
			return {
				...spec,
				details: blas.words,
				...(blas.refusal === undefined ? {} : { withoutRatio: blas.refusal }),
				losses: () => Promise.resolve(losses),
				async repeat() {
					process.tell('time');
					return Number((await process.answer())?.['step_ms']);
				},
				close: () => {
					process.end();
				}
			};
		}
	};
}
