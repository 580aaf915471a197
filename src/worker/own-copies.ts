import type { Session } from '../engine/core/session.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { TrainerState } from '../engine/trainer/train/trainer-state.ts';

/** A copy that may be transferred, in the precision of its source. */
const ownCopy = (data: ArrayLike<number>) =>
	data instanceof Float64Array ? data.slice() : Float32Array.from(data);

/** A state as the page keeps it: its arrays may be transferred. */
export function checkpointOf(
	{ formulation }: BuiltRun,
	{ step, buffers, live }: TrainerState,
	history: Pick<Checkpoint, 'evaluations' | 'judged'>
): Checkpoint {
	const copies = Object.entries(buffers).map(([name, data]) => [name, ownCopy(data)] as const);
	return { step, formulation, buffers: Object.fromEntries(copies), live, ...history };
}

/** The present weights by name. @throws LabError `device-lost`, `gpu-error` */
export async function weightsOf({ parameters }: BuiltRun, session: Session) {
	const arrays = await session.read(parameters.map(({ name }) => ({ name })));
	return Object.fromEntries(
		parameters.map(({ name, shape }, i) => [name, { shape, data: ownCopy(arrays[i] ?? []) }])
	);
}
