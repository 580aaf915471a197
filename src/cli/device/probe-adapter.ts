import { parseCommand } from '../arguments/arguments.ts';
import { decodeCheckpoint } from '../../lab-run/codec/checkpoint-codec.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import type { Backend } from '../../engine/core/backend.ts';
import { openDevice } from './device.ts';
import { sha256 } from '../folder/digest.ts';
import { conclude, EXIT, problemsOf } from '../arguments/failures.ts';
import { readRunCard } from '../folder/read-run-card.ts';
import { RunFolder } from '../folder/run-folder.ts';

type ResolvePath = (path: string) => string;

function backendOf(args: readonly string[], resolvePath: ResolvePath): Backend | undefined {
	const command = parseCommand(args);
	switch (command.kind) {
		case 'help':
		case 'wrong':
		case 'check':
			return undefined;
		case 'adapters':
			return 'webgpu';
		case 'run':
			return command.options.backend;
		case 'resume': {
			const folder = new RunFolder(resolvePath(command.options.folder));
			return decodeCheckpoint(folder.read(FILES.checkpoint), sha256).record.backend;
		}
		case 'record':
			return readRunCard(new RunFolder(resolvePath(command.options.folder))).backend;
	}
}

/**
 * The backend that a command line insists on. Undefined if any will do, or none: without a GPU a
 * new run computes in WebAssembly, which needs no driver.
 */
export function neededBackend(
	args: readonly string[],
	resolvePath: ResolvePath
): Backend | undefined {
	try {
		return backendOf(args, resolvePath);
	} catch (error) {
		if (problemsOf(error) === undefined) throw error;
		return undefined;
	}
}

/** @returns exit code: 0 when there is the adapter that a command line needs, or it needs none */
export async function probeAdapter(
	args: readonly string[],
	resolvePath: ResolvePath
): Promise<number> {
	if (neededBackend(args, resolvePath) !== 'webgpu') return EXIT.done;
	try {
		(await openDevice('webgpu')).dispose();
		return EXIT.done;
	} catch (error) {
		return conclude(error).code;
	}
}
