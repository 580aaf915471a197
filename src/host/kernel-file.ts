import { LabError, toPlainError } from '../engine/core/lab-error.ts';

/**
 * Loads a file of kernels, which the page has in chunks of their own: each visitor needs the
 * kernels of one backend.
 * @param kernels what is in the file, for the message
 * @throws LabError `no-kernels`. A browser may keep the failure for as long as the worker lives, so
 * another attempt needs a new worker (LabDevice.ensure starts one).
 */
export async function kernelFile<T>(kernels: string, load: () => Promise<T>): Promise<T> {
	try {
		return await load();
	} catch (cause) {
		throw new LabError(
			'no-kernels',
			`${kernels}: expected to load their file from the page’s server, which failed`,
			toPlainError(cause).message
		);
	}
}
