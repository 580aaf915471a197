import type { AdapterReport } from '../../../engine/core/telemetry.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';
import type { PageStatus } from './page-status.ts';

/** The page mentions a silence of the worker from this length on. */
const NOTABLE_SILENCE_MS = 5000;

/** Says that the worker does not answer; empty while it does. */
export function describeSilence(silentMs: number): string {
	if (silentMs < NOTABLE_SILENCE_MS) return '';
	return `no answer for ${String(Math.round(silentMs / 1000))} s`;
}

/** The run's state in two or three words. */
export function describeStatus(status: PageStatus): string {
	switch (status.state) {
		case 'starting':
			return 'looking for an adapter';
		case 'preparing':
			return status.total === 0
				? status.stage
				: `${status.stage} ${String(status.done)} / ${String(status.total)}`;
		case 'ready':
			return 'ready';
		case 'training':
			return 'training';
		case 'paused':
			return { user: 'paused', budget: 'budget used up', resumed: 'resumed, paused' }[
				status.reason
			];
		case 'recovering':
			return `recovering, attempt ${String(status.attempt)}`;
		case 'failed':
			return 'stopped by an error';
		case 'cancelled':
			return 'cancelled';
		case 'replay':
			return 'replay';
		default:
			return status satisfies never;
	}
}

/** The result of the self-test at load, short and in full. */
export function describeSelfTest({ kind, selfTestError }: AdapterReport): {
	readonly short: string;
	readonly full: string;
} {
	const error = formatNumber(Number(selfTestError.toPrecision(1)));
	if (kind === 'reference')
		return { short: 'exact', full: 'This backend is the reference itself.' };
	return {
		short: `self-test ${error}`,
		full: `Self-test at load: a training step within ${error} of float64, relative.`
	};
}

/** Numbers of examples and parameters of a run. */
export function describeSizes(
	{
		trainExamples,
		testExamples,
		parameterCount
	}: Pick<RunFacts, 'trainExamples' | 'testExamples' | 'parameterCount'>,
	noun: string
): string {
	return (
		`${formatCount(trainExamples)} ${noun} shown, ${formatCount(testExamples)} never shown, ` +
		`${formatCount(parameterCount)} parameters`
	);
}
