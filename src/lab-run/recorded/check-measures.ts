import type { Evaluations, SettledMeasures } from '../../engine/core/telemetry.ts';
import { FormatError } from '../codec/format-error.ts';

/**
 * Far above the float32 differences between adapters and formulations, far below the difference
 * that other weights or examples make.
 */
const TOLERANCE = 0.01;
const LOSSES = ['train_loss', 'test_loss'] as const;

/**
 * Checks that the weights of a run, measured again, have the losses that metrics.csv has.
 * @throws FormatError naming the first step and loss that differ
 */
export function checkMeasures(evaluations: Evaluations, settled: SettledMeasures): void {
	for (const [i, step] of settled.step.entries()) {
		const at = evaluations.step.indexOf(step);
		for (const name of at < 0 ? [] : LOSSES) {
			const was = evaluations.columns[name]?.[at] ?? NaN;
			const is = settled.columns[name]?.[i] ?? NaN;
			if (Math.abs(is - was) <= TOLERANCE * was) continue;
			throw new FormatError([
				`record: ${name} of step ${String(step)}: expected ${String(was)}, as in metrics.csv, got ${String(is)}: the weights or examples are not those of this run`
			]);
		}
	}
}
