import type { Session } from '../engine/core/session.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';

/** A copy that may be transferred, in the precision of its source. */
const ownCopy = (data: ArrayLike<number>) =>
	data instanceof Float64Array ? data.slice() : Float32Array.from(data);

/** A checkpoint whose buffers and evaluations may be transferred to the page. */
export function transferable(checkpoint: Checkpoint): Checkpoint {
	const copies = Object.entries(checkpoint.buffers).map(
		([name, data]) => [name, ownCopy(data)] as const
	);
	return { ...checkpoint, buffers: Object.fromEntries(copies) };
}

/** The present weights by name. @throws LabError `device-lost`, `gpu-error` */
export async function weightsOf({ parameters }: BuiltRun, session: Session) {
	const arrays = await session.read(parameters.map(({ name }) => ({ name })));
	return Object.fromEntries(
		parameters.map(({ name, shape }, i) => [name, { shape, data: ownCopy(arrays[i] ?? []) }])
	);
}
