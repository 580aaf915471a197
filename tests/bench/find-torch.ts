import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages, isDebianRoot } from '../../src/launch/debian-packages.mjs';
import { FAST_BLAS_PACKAGE, judgeBlas, parseBlas } from './torch-blas.ts';
import { TorchProcess } from './torch-process.ts';

/** Where distributions have the Python that their own packages belong to, whatever `python3` is. */
const SYSTEM_PYTHON = '/usr/bin/python3';

/** A Python that has PyTorch. */
interface FoundTorch {
	readonly python: string;
	readonly version: string;
	/** Whether its matrices are multiplied by the reference BLAS, on a CPU. */
	readonly isSlow: boolean;
}

/** The one that PYTHON names where it is set, else those at hand. */
function pythons(): readonly string[] {
	const chosen = process.env['PYTHON'];
	if (chosen !== undefined && chosen !== '') return [chosen];
	return ['python3', ...(existsSync(SYSTEM_PYTHON) ? [SYSTEM_PYTHON] : [])];
}

async function askTorch(
	python: string,
	root: string
): Promise<FoundTorch | { readonly complaint: string }> {
	const process = new TorchProcess(python, [join(root, 'tests/bench/torch_blas.py')]);
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
 * PyTorch of the first Python that has it. Where that is slow for want of a package that we may
 * install, we do.
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
