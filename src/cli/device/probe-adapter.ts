import { parseCommand } from '../arguments/arguments.ts';
import { decodeCheckpoint } from '../../lab-run/codec/checkpoint-codec.ts';
import { decodeRunCard } from '../../lab-run/codec/run-card-codec.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import type { Backend } from '../../engine/core/backend.ts';
import { openDevice } from './device.ts';
import { sha256 } from '../folder/digest.ts';
import { conclude, EXIT, userProblems } from '../arguments/failures.ts';
import { RunFolder } from '../folder/run-folder.ts';

const cardBackend = (folder: RunFolder) =>
	decodeRunCard(new TextDecoder().decode(folder.read(FILES.card))).backend;

type ResolvePath = (path: string) => string;

/** A backend, or the one that is the default for the kind of adapter. */
type Needed = Backend | 'default';

function backendOf(args: readonly string[], resolvePath: ResolvePath): Needed | undefined {
	const command = parseCommand(args);
	switch (command.kind) {
		case 'help':
		case 'wrong':
		case 'check':
			return undefined;
		case 'adapters':
			return 'webgpu';
		case 'run':
			return command.options.backend ?? 'default';
		case 'resume': {
			const folder = new RunFolder(resolvePath(command.options.folder));
			return decodeCheckpoint(folder.read(FILES.checkpoint), sha256).record.backend;
		}
		case 'record':
			return cardBackend(new RunFolder(resolvePath(command.options.folder)));
	}
}

/**
 * The backend that a command line computes on; undefined if it computes nothing, or has an error
 * that is reported later.
 */
export function neededBackend(
	args: readonly string[],
	resolvePath: ResolvePath
): Needed | undefined {
	try {
		return backendOf(args, resolvePath);
	} catch (error) {
		if (userProblems(error) === undefined) throw error;
		return undefined;
	}
}

/**
 * @returns exit code: 0 when there is the adapter that a command line needs, or it needs none; also
 * 3 when there is no GPU to train on by default
 */
export async function probeAdapter(
	args: readonly string[],
	resolvePath: ResolvePath
): Promise<number> {
	const needed = neededBackend(args, resolvePath);
	if (needed !== 'webgpu' && needed !== 'default') return EXIT.done;
	try {
		const device = await openDevice(needed === 'default' ? undefined : needed);
		device.dispose();
		return device.backend === 'webgpu' ? EXIT.done : EXIT.noAdapter;
	} catch (error) {
		return conclude(error).code;
	}
}
