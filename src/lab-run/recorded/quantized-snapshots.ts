import type { SettledMeasures } from '../../engine/core/telemetry.ts';
import { quantizeWeights } from '../../engine/checkpoint/quantized-weights.ts';
import type { WeightsOfStep } from '../../engine/trainer/evaluation/settle.ts';
import {
	toSnapshots,
	type PackedWeights,
	type RecordedWeights,
	type SplitLosses
} from '../codec/recorded-run.ts';
import { inMemory } from '../kept-weights.ts';
import type { SnapshotMeasures } from '../snapshot-measures.ts';

const UNKNOWN: SplitLosses = Object.freeze({ train: NaN, test: NaN });

const lossesAt = (
	columns: Readonly<Record<string, ArrayLike<number>>>,
	i: number
): SplitLosses => ({
	train: columns['train_loss']?.[i] ?? NaN,
	test: columns['test_loss']?.[i] ?? NaN
});

/**
 * Quantizes weights and measures what that does to their losses.
 * @param settled measures of these weights, among others
 * @throws LabError `bad-checkpoint` on weights that are not finite, `device-lost`, `gpu-error`
 */
export async function quantizedSnapshots(
	measures: SnapshotMeasures,
	snapshots: readonly WeightsOfStep[],
	settled: SettledMeasures,
	bits: number
): Promise<{ readonly weights: RecordedWeights; readonly packed: PackedWeights }> {
	const { plan } = measures.run;
	const tensors = plan.parameters.map(({ name, shape }) => ({ name, shape }));
	const parts: Uint8Array[] = [];
	for (const snapshot of snapshots) {
		parts.push(quantizeWeights(plan.parameters, await snapshot.read(), bits));
	}
	const packed = concatenated(parts);
	const meant = snapshots.map(({ step }) => ({
		step,
		losses: { original: lossesAt(settled.columns, settled.step.indexOf(step)), quantized: UNKNOWN }
	}));
	// The values that a reader decodes, not the original ones.
	const decoded = toSnapshots({ bits, tensors, snapshots: meant }, packed, plan).map(inMemory);
	const quantized: SplitLosses[] = [];
	for await (const { columns } of measures.rows(decoded, settled.keyFrequencies)) {
		quantized.push({ train: columns['train_loss'] ?? NaN, test: columns['test_loss'] ?? NaN });
	}
	const recorded = meant.map(({ step, losses: { original } }, i) => ({
		step,
		losses: { original, quantized: quantized[i] ?? UNKNOWN }
	}));
	return { weights: { bits, tensors, snapshots: recorded }, packed };
}

function concatenated(parts: readonly Uint8Array[]): PackedWeights {
	const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
