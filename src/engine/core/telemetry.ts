import type { PlainError } from './lab-error.ts';

/** An interval between two evaluated steps: the claim was false at `after` and true at `by`. */
export interface MarkerInterval {
	readonly after: number;
	readonly by: number;
}

/** A stretch of evaluations, after grokking, in which the test pairs were no longer answered. */
export interface GrokkingLoss {
	readonly lost: MarkerInterval;
	/** Undefined while it has not come back. */
	readonly regained: MarkerInterval | undefined;
}

/** The moments of decisions.md; undefined until they happened. */
export interface PhaseMarkers {
	readonly memorized: MarkerInterval | undefined;
	/**
	 * The minimum of excluded loss, where there is evidence of a circuit: provisional while the run
	 * is on.
	 */
	readonly memorizationEnds: MarkerInterval | undefined;
	readonly cleanupBegins: MarkerInterval | undefined;
	/** The first time. */
	readonly grokked: MarkerInterval | undefined;
	/** After grokking, ascending; of very many only the latest. */
	readonly losses: readonly GrokkingLoss[];
	/** How many there were in all. */
	readonly lossCount: number;
	/**
	 * Latest evaluations in a row below the threshold of a loss, too few to judge; 0 before
	 * grokking and once it is lost.
	 */
	readonly belowCount: number;
}

/** Which rule told the end of memorization that the markers hold. */
export interface MemorizationRule {
	/**
	 * It is the minimum of the excluded loss of all final key frequencies, and no longer the live
	 * one.
	 */
	readonly isSettled: boolean;
	/**
	 * What the live rule says: the minimum so far of the largest single-frequency excluded loss.
	 */
	readonly live: MarkerInterval | undefined;
}

export interface PhaseThresholds {
	/** Train accuracy at which the run counts as memorized. */
	readonly memorizedAccuracy: number;
	/** Test accuracy at which it counts as grokked ... */
	readonly grokkedAccuracy: number;
	/** ... and below which a run that has grokked counts as having lost it ... */
	readonly lostAccuracy: number;
	/** ... when it holds for this many evaluations. */
	readonly holdEvaluations: number;
	/** Cleanup begins when test loss falls below this multiple of the loss's chance level. */
	readonly cleanupLossRatio: number;
}

/** How often in a row something was seen, and where that began. */
export interface PhaseStreak {
	readonly length: number;
	readonly from: MarkerInterval | undefined;
}

/** The smallest value so far and the evaluations around it. */
export interface SmallestSoFar {
	readonly value: number;
	readonly after: number;
	readonly by: number | undefined;
	/** Evaluations since. */
	readonly since: number;
}

/** Test loss, and of which pairs. */
export interface JudgedLoss {
	readonly value: number;
	readonly isNonMirrored: boolean;
}

/** Everything that judging the next evaluation needs: its size does not grow with the run. */
export interface PhaseState {
	readonly step: number | undefined;
	readonly memorized: MarkerInterval | undefined;
	/** Of the last evaluation; NaN before it. */
	readonly loss: JudgedLoss;
	readonly cleanup: MarkerInterval | undefined;
	readonly grokked: MarkerInterval | undefined;
	readonly losses: readonly GrokkingLoss[];
	readonly lossCount: number;
	readonly right: PhaseStreak;
	readonly below: PhaseStreak;
	readonly minimum: SmallestSoFar | undefined;
	/** A circuit is seen; `against` evaluations in a row say otherwise. */
	readonly evidence: { readonly holds: boolean; readonly against: number };
	readonly hadEvidenceAtCleanup: boolean;
}

/** A rule of key frequencies by its id, with those settings that it looks at. */
export interface KeyRuleInForce {
	readonly rule: string;
	readonly settings: Readonly<Record<string, number | readonly number[]>>;
}

/** Something that happened to the run at a step, drawn on the charts and kept in the run card. */
export type RunEvent =
	| {
			readonly kind: 'hyperparameter';
			readonly step: number;
			readonly key: string;
			readonly from: number;
			readonly to: number;
	  }
	/**
	 * Key frequencies are told by another rule, or by the same one with other settings, until they
	 * are settled.
	 */
	| {
			readonly kind: 'key-rule';
			readonly step: number;
			readonly from: KeyRuleInForce;
			readonly to: KeyRuleInForce;
	  }
	| {
			readonly kind: 'device-lost';
			readonly step: number;
			readonly resumedFrom: number;
			readonly attempt: number;
	  };

/** One spectrum: power per frequency at a step (latest wins). */
export interface SpectrumFrame {
	readonly step: number;
	/** Frequency k of entry i is i + 1. */
	readonly power: Float64Array;
}

/** Series grow by what a frame holds; buffers are transferred, not copied. */
export interface TelemetryFrame {
	readonly type: 'frame';
	/** To be acknowledged, so that a hidden tab cannot pile up frames. */
	readonly id: number;
	/** Number of updates done so far. */
	readonly step: number;
	/** Loss and accuracy on the train split of every step, before that step's update. */
	readonly train: {
		readonly step: Float64Array;
		readonly loss: Float64Array;
		readonly accuracy: Float64Array;
	};
	/**
	 * One entry per evaluated step; columns by metric id (see `EVALUATION_METRICS` and the probes'
	 * ids).
	 */
	readonly evaluations: {
		readonly step: Float64Array;
		readonly columns: Readonly<Record<string, Float64Array>>;
		/**
		 * A value per frequency, entry i for frequency i + 1: one array per evaluated step, by
		 * metric id or probe id.
		 */
		readonly vectors: Readonly<Record<string, readonly Float64Array[]>>;
	};
	/** By probe id; only those that changed. */
	readonly spectra: Readonly<Record<string, SpectrumFrame>>;
	/** At the last evaluation by the rule in force, strongest first; provisional while training. */
	readonly keyFrequencies: readonly number[];
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
	readonly events: readonly RunEvent[];
	/** Steps of which weights are kept, ascending: what a scrubber can go back to. */
	readonly snapshots: readonly number[];
	/** What these weights take in the worker. */
	readonly snapshotBytes: number;
	/** Updates per second over the last second or so, compile and frozen time left out. */
	readonly stepsPerSecond: number;
	/**
	 * This frame starts the series anew (restart), or cuts them back to this step first (resume
	 * after a lost device).
	 */
	readonly truncateTo: number | undefined;
}

/** Scalars of the evaluations of one replica: steps ascending, columns by metric id. */
export interface Evaluations {
	readonly step: Float64Array;
	readonly columns: Readonly<Record<string, Float64Array>>;
}

/** All measures anew with the final key frequencies, at the steps of which weights are kept. */
export interface SettledMeasures {
	readonly keyFrequencies: readonly number[];
	readonly step: Float64Array;
	readonly columns: Readonly<Record<string, Float64Array>>;
	readonly vectors: Readonly<Record<string, readonly Float64Array[]>>;
}

/** Columns of every evaluation. Accuracies are fractions in [0, 1]; NaN where a split is empty. */
export const EVALUATION_METRICS = Object.freeze([
	'train_loss',
	'train_accuracy',
	'test_loss',
	'test_accuracy',
	'mirrored_accuracy',
	'non_mirrored_accuracy',
	'mirrored_loss',
	'non_mirrored_loss'
] as const);
export type EvaluationMetric = (typeof EVALUATION_METRICS)[number];

/** Where a run stands. Every end has a name. */
export type RunStatus =
	| { readonly state: 'starting' }
	| {
			readonly state: 'preparing';
			readonly stage: string;
			readonly done: number;
			readonly total: number;
	  }
	| { readonly state: 'ready' }
	| { readonly state: 'training' }
	| { readonly state: 'paused'; readonly reason: 'user' | 'budget' | 'resumed' }
	| { readonly state: 'recovering'; readonly attempt: number; readonly step: number }
	| { readonly state: 'failed'; readonly error: PlainError; readonly step: number };

/** Everything needed to go on elsewhere: weights and optimizer state, kept outside the GPU. */
export interface Checkpoint {
	/** Number of updates done. */
	readonly step: number;
	/**
	 * Formulation of the model that trained: a resume records the same one, so that it is
	 * bit-identical.
	 */
	readonly formulation: string;
	/** Flat buffers by role, replica-major [R, P]: `parameters` and the optimizer's own. */
	readonly buffers: Readonly<Record<string, Float32Array | Float64Array>>;
	/** Rate and decay in force, which events may have changed. */
	readonly live: Readonly<Record<string, number>>;
	/** Evaluations so far by replica, of a long run not all of them. */
	readonly evaluations: readonly Evaluations[];
	/**
	 * The phases by replica after all evaluations before its step, and by which thresholds: it goes
	 * on from there.
	 */
	readonly judged?: {
		readonly phases: readonly PhaseState[];
		readonly thresholds: PhaseThresholds;
	};
}

/** What trains, in words a person can check. */
export interface AdapterReport {
	/**
	 * `gpu`, `software` (a CPU driver such as SwiftShader), or `reference` (float64 on the CPU, no
	 * WebGPU).
	 */
	readonly kind: 'gpu' | 'software' | 'reference';
	/** e.g. "NVIDIA Ampere", or "unnamed GPU" where the browser hides it. */
	readonly name: string;
	/**
	 * Largest relative error of a small training step against float64, from the self-test at load.
	 */
	readonly selfTestError: number;
}

/**
 * Every message names the run it speaks of (the number given to `load`), so that none reaches a
 * later one.
 */
export type TelemetryMessage = { readonly run: number } & (
	| TelemetryFrame
	| { readonly type: 'status'; readonly status: RunStatus }
	| { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
	/**
	 * The budget is used up and the measures are settled; undefined: the run goes on, and they no
	 * longer are.
	 */
	| { readonly type: 'settled'; readonly settled: SettledMeasures | undefined }
	/** A lost device was replaced, perhaps by another one. */
	| { readonly type: 'adapter'; readonly report: AdapterReport }
);
