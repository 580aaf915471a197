import { dequantizeWeights } from '../../engine/checkpoint/quantized-weights.ts';
import type { Slot } from '../../engine/checkpoint/flat-parameters.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import type { ParamValue } from '../../engine/core/param-schema.ts';
import { quote } from '../../engine/core/quote.ts';
import type { RunEvent } from '../../engine/core/run-events.ts';
import type { PhaseMarkers, SettledMeasures } from '../../engine/core/telemetry.ts';
import type { Shape } from '../../engine/core/tensor.ts';
import type { Snapshot } from '../../engine/trainer/train/snapshot-store.ts';

/** What a reader needs to judge and repeat the recorded run. */
export interface RecordedCard {
	/** Fragment with its #. */
	readonly link: string;
	/** Specs and parameters by key, as the run card says them. */
	readonly config: Readonly<Record<string, ParamValue>>;
	readonly seeds: { readonly split: number; readonly init: number };
	readonly versions: Readonly<Record<string, string>>;
	readonly backend: string;
	readonly adapter: { readonly kind: string; readonly name: string };
	readonly formulation: string;
	readonly platform: string;
	/** Updates that the last weights have had. */
	readonly steps: number;
	/** ISO 8601. */
	readonly startedAt: string;
	/** From start to end of every session, compilation included. */
	readonly wallSeconds: number;
	readonly stepsPerSecond: number | undefined;
	/**
	 * As intervals between evaluated steps; the end of memorization by the final key frequencies.
	 */
	readonly transitions: PhaseMarkers;
	/** Live changes, lost devices and the like, in their order. */
	readonly events: readonly RunEvent[];
}

/** Losses over the examples of a split, means. */
export interface SplitLosses {
	readonly train: number;
	readonly test: number;
}

export interface RecordedSnapshot {
	readonly step: number;
	/** What quantising did to the losses. */
	readonly losses: { readonly original: SplitLosses; readonly quantized: SplitLosses };
}

/** Of which steps weights were kept, and how: the values themselves lie in a file of their own. */
export interface RecordedWeights {
	/** Per value. */
	readonly bits: number;
	/** In the order in which they are packed. */
	readonly tensors: readonly { readonly name: string; readonly shape: Shape }[];
	/** Ascending. */
	readonly snapshots: readonly RecordedSnapshot[];
}

/**
 * What `quantizeWeights` gives for the snapshots, one after the other: the second file of a
 * recorded run.
 */
export type PackedWeights = Uint8Array<ArrayBuffer>;

/**
 * A run that is shown without training it: a file of public/gallery, with the weights for its views
 * in a second file.
 */
export interface RecordedRun {
	readonly card: RecordedCard;
	/** Losses and accuracies at evaluated steps, ascending, thinned. */
	readonly evaluations: {
		readonly step: Float64Array;
		readonly columns: Readonly<Record<string, Float64Array>>;
	};
	/** All measures with the final key frequencies; vectors hold the spectra too, by probe id. */
	readonly settled: SettledMeasures;
	readonly weights: RecordedWeights;
}

/** Places of the weights in a run's flat layout; a plan has these members. */
interface FlatLayout {
	readonly parameters: readonly Slot[];
	/** Elements of the flat layout. */
	readonly parameterElements: number;
}

const describe = ({ name, shape }: RecordedWeights['tensors'][number]): string =>
	`${quote(name)} [${shape.join(', ')}]`;

/** @throws LabError `bad-checkpoint` naming the first tensor that differs */
function checkTensors(recorded: RecordedWeights['tensors'], slots: readonly Slot[]): void {
	const count = Math.max(recorded.length, slots.length);
	for (let i = 0; i < count; i++) {
		const [had, wanted] = [recorded[i], slots[i]];
		if (had?.name === wanted?.name && had?.shape.join() === wanted?.shape.join()) continue;
		const [got, expected] = [had, wanted].map((one) =>
			one === undefined ? 'none' : describe(one)
		);
		throw new LabError(
			'bad-checkpoint',
			`recorded run: expected as tensor ${String(i)} ${String(expected)}, got ${String(got)}`
		);
	}
}

/**
 * The recorded weights in the flat layout of a run.
 * @throws LabError `bad-checkpoint` when they are those of another model, or torn
 */
export function toSnapshots(
	{ bits, tensors, snapshots }: RecordedWeights,
	packed: Uint8Array,
	{ parameters, parameterElements }: FlatLayout
): readonly Snapshot[] {
	checkTensors(tensors, parameters);
	const length = packed.length / Math.max(1, snapshots.length);
	return snapshots.map(({ step }, i) => {
		const own = packed.subarray(Math.floor(i * length), Math.floor((i + 1) * length));
		return { step, weights: dequantizeWeights(parameters, parameterElements, own, bits) };
	});
}
