import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages, isDebianRoot } from '../../../src/launch/debian-packages.mjs';
import { FAST_BLAS_PACKAGE, judgeBlas, parseBlas } from './torch-blas.ts';
import { TorchProcess } from './torch-process.ts';

/**
 * Path of the distribution's Python, to which its packages belong; `python3` may be another one.
 */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** A Python that has PyTorch. */
interface FoundTorch {
	readonly python: string;
	readonly version: string;
	/** Whether its matrices are multiplied by the reference BLAS, on a CPU. */
	readonly isSlow: boolean;
}

/** The one in the variable PYTHON if it is set, else the installed ones. */
function pythons(): readonly string[] {
	const chosen = process.env['PYTHON'];
	if (chosen !== undefined && chosen !== '') return [chosen];
	return ['python3', ...(existsSync(SYSTEM_PYTHON) ? [SYSTEM_PYTHON] : [])];
}

async function askTorch(
	python: string,
	root: string
): Promise<FoundTorch | { readonly complaint: string }> {
	const process = new TorchProcess(python, [join(root, 'tests/bench/torch/torch_blas.py')]);
	const answer = await process.answer();
	const version = answer?.['torch'];
	if (typeof version !== 'string') {
		const complaint = process.complaint === '' ? 'it does not run' : process.complaint;
		return { complaint: `${python}: ${complaint}` };
	}
	const { kind } = judgeBlas(parseBlas(answer?.['blas']), true);
	return { python, version, isSlow: kind === 'reference' && answer?.['cuda'] !== true };
}

/**
 * PyTorch of the first Python that has it. If it is slow because a package is missing and may be
 * installed here, installs it.
 */
export async function findTorch(
	root: string
): Promise<FoundTorch | { readonly complaint: string }> {
	const complaints: string[] = [];
	for (const python of pythons()) {
		const found = await askTorch(python, root);
		if ('complaint' in found) {
			complaints.push(found.complaint);
			continue;
		}
		if (!found.isSlow || !isDebianRoot()) return found;
		await installDebianPackages([FAST_BLAS_PACKAGE]);
		return askTorch(python, root);
	}
	return { complaint: complaints.join('; ') };
}
