import { LabError, toPlainError, type PlainError } from '../../../engine/core/lab-error.ts';
import type { TelemetryFrame } from '../../../engine/core/telemetry.ts';

/**
 * Why a frame does not belong to the series of a replica; undefined if it does. The page keeps the
 * series of one replica.
 */
export function replicaProblem(
	{ replica, step }: Pick<TelemetryFrame, 'replica' | 'step'>,
	expected: number
): PlainError | undefined {
	if (replica === expected) return undefined;
	const message = `frame at step ${String(step)}: expected replica ${String(expected)}, got ${String(replica)}`;
	return toPlainError(new LabError('internal', message));
}
