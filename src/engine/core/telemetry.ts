import type { DeviceKind, PassedOver } from './backend.ts';
import type { PlainError } from './lab-error.ts';
import type { RunEvent } from './run-events.ts';
import type { WholeEvaluation } from './whole-evaluation.ts';

/** An interval between two evaluated steps: the condition was false at `after` and true at `by`. */
export interface MarkerInterval {
	readonly after: number;
	readonly by: number;
}

/**
 * A stretch of evaluations after grokking in which test accuracy was below the threshold of a loss.
 */
export interface GrokkingLoss {
	readonly lost: MarkerInterval;
	/** Undefined until test accuracy has recovered. */
	readonly regained: MarkerInterval | undefined;
}

/** The markers of decisions.md; each is undefined until it has happened. */
export interface PhaseMarkers {
	readonly memorized: MarkerInterval | undefined;
	/**
	 * The minimum of excluded loss, with evidence of a circuit. Provisional while the run trains.
	 */
	readonly memorizationEnds: MarkerInterval | undefined;
	readonly cleanupBegins: MarkerInterval | undefined;
	/** The first time the run grokked. */
	readonly grokked: MarkerInterval | undefined;
	/** Losses of grokking, ascending; if there are very many, only the latest. */
	readonly losses: readonly GrokkingLoss[];
	/** How many losses there were in all. */
	readonly lossCount: number;
	/**
	 * Latest evaluations in a row below the threshold of a loss, too few to count as one; else 0.
	 */
	readonly belowCount: number;
}

/** The rule by which the markers' end of memorization was found. */
export interface MemorizationRule {
	/** True: minimum of the excluded loss of all final key frequencies. False: the live rule. */
	readonly isSettled: boolean;
	/**
	 * The result of the live rule: the minimum so far of the largest single-frequency excluded
	 * loss.
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

/** For how many evaluations in a row a condition has held, and where that began. */
export interface PhaseStreak {
	readonly length: number;
	readonly from: MarkerInterval | undefined;
}

/** The smallest value so far and the evaluations around it. */
export interface SmallestSoFar {
	readonly value: number;
	readonly after: number;
	readonly by: number | undefined;
	/** Number of evaluations since then. */
	readonly since: number;
}

/** The end of memorization as it is shown while the run trains. */
export interface ClaimedEnd {
	readonly end: MarkerInterval | undefined;
	/** For how many evaluations in a row there has been no evidence of a circuit. */
	readonly doubt: number;
}

/** Test loss, and whether it is that of the judged part of the test examples alone. */
export interface JudgedLoss {
	readonly value: number;
	readonly isOfPart: boolean;
}

/**
 * Everything the phase rules need to know about past evaluations. Its size does not grow with the
 * run.
 */
export interface PhaseState {
	readonly step: number | undefined;
	readonly memorized: MarkerInterval | undefined;
	/** Test loss of the last evaluation; NaN before the first. */
	readonly loss: JudgedLoss;
	readonly cleanup: MarkerInterval | undefined;
	readonly grokked: MarkerInterval | undefined;
	readonly losses: readonly GrokkingLoss[];
	readonly lossCount: number;
	readonly right: PhaseStreak;
	readonly below: PhaseStreak;
	readonly minimum: SmallestSoFar | undefined;
	/**
	 * Whether there is evidence of a circuit, and how many evaluations in a row contradict that.
	 */
	readonly evidence: { readonly holds: boolean; readonly against: number };
	readonly hadEvidenceAtCleanup: boolean;
	readonly claim: ClaimedEnd;
}

/** One spectrum: power by frequency at a step. A newer one replaces an older one. */
export interface SpectrumFrame {
	readonly step: number;
	/** Frequency k of entry i is i + 1. */
	readonly power: Float64Array;
}

/**
 * New values since the previous frame; series are extended by them. Buffers are transferred, not
 * copied.
 */
export interface TelemetryFrame {
	readonly type: 'frame';
	/** The page acknowledges this id, so that frames do not pile up in a hidden tab. */
	readonly id: number;
	/** The replica that everything below was measured on. */
	readonly replica: number;
	/** Number of updates done so far. */
	readonly step: number;
	/** Loss and accuracy on the train split of every step, before that step's update. */
	readonly train: {
		readonly step: Float64Array;
		readonly loss: Float64Array;
		readonly accuracy: Float64Array;
	};
	/** One entry per evaluated step; columns by metric id (`evaluationMetrics`, probes). */
	readonly evaluations: {
		readonly step: Float64Array;
		readonly columns: Readonly<Record<string, Float64Array>>;
		/**
		 * Measures with a value for each frequency, by metric id or probe id: one array per
		 * evaluated step, whose entry i is frequency i + 1.
		 */
		readonly vectors: Readonly<Record<string, readonly Float64Array[]>>;
	};
	/** By probe id; only spectra that changed since the previous frame. */
	readonly spectra: Readonly<Record<string, SpectrumFrame>>;
	/**
	 * Key frequencies of the last evaluation by the key rule in force, strongest first; provisional
	 * while the run trains.
	 */
	readonly keyFrequencies: readonly number[];
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
	readonly events: readonly RunEvent[];
	/** Steps whose weights are kept, ascending: the steps the page can look back to. */
	readonly snapshots: readonly number[];
	/** Bytes these weights take in the worker. */
	readonly snapshotBytes: number;
	/**
	 * Updates per second over about the last second, without compile time and time in a frozen tab.
	 */
	readonly stepsPerSecond: number;
	/**
	 * Present if the page must first cut its series back to this step: to the start after a
	 * restart, to the resumed step after a lost device.
	 */
	readonly truncateTo: number | undefined;
}

/** Scalars of the evaluations of one replica: steps ascending, columns by metric id. */
export interface Evaluations {
	readonly step: Float64Array;
	readonly columns: Readonly<Record<string, Float64Array>>;
}

/**
 * All measures, computed again with the final key frequencies at the steps whose weights are kept.
 */
export interface SettledMeasures {
	readonly keyFrequencies: readonly number[];
	readonly step: Float64Array;
	readonly columns: Readonly<Record<string, Float64Array>>;
	readonly vectors: Readonly<Record<string, readonly Float64Array[]>>;
}

/**
 * Columns of losses and accuracies of an evaluation: of both splits, and of each group of test
 * examples where there are several. Accuracies are fractions in [0, 1]; NaN where a group is empty.
 */
export function evaluationMetrics(groups: readonly { readonly id: string }[]): readonly string[] {
	const splits = ['train_loss', 'train_accuracy', 'test_loss', 'test_accuracy'];
	if (groups.length < 2) return splits;
	const accuracies = groups.map(({ id }) => `${id}_accuracy`);
	return [...splits, ...accuracies, ...groups.map(({ id }) => `${id}_loss`)];
}

/** The state of a run. */
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

/** All that a run needs to continue bit for bit: the page keeps it, the headless lab writes it. */
export interface Checkpoint {
	/** Number of updates done. */
	readonly step: number;
	/** Last step that was evaluated on the grid; that of `step` itself may be yet to come. */
	readonly evaluatedUpTo: number;
	/** Formulation of the model that trained; a resume uses the same one. */
	readonly formulation: string;
	/** Flat buffers by role, replica-major [R, P]: `parameters` and the optimizer's own. */
	readonly buffers: Readonly<Record<string, Float32Array | Float64Array>>;
	/** Live parameters in force, which events may have changed. */
	readonly live: Readonly<Record<string, number>>;
	/** Replicas that are left out, from these steps on. */
	readonly failures: readonly { readonly replica: number; readonly step: number }[];
	/** What happened to the run so far, in its order. */
	readonly events: readonly RunEvent[];
	/** The last evaluations up to `evaluatedUpTo`, ascending, by step and replica. */
	readonly latest: readonly (readonly WholeEvaluation[])[];
	/**
	 * Scalars of all evaluations so far by replica; a long run keeps only some of them. Empty where
	 * a metrics.csv beside the checkpoint has them all.
	 */
	readonly evaluations: readonly Evaluations[];
	/**
	 * The phases by replica after all evaluations before the checkpoint's step, and the thresholds
	 * they were judged by. Judging continues from there. Absent: it is repeated from metrics.csv.
	 */
	readonly judged?: {
		readonly phases: readonly PhaseState[];
		readonly thresholds: PhaseThresholds;
	};
}

/** The adapter that trains, in words for the page. */
export interface AdapterReport {
	readonly kind: DeviceKind;
	/** e.g. "NVIDIA Ampere", or "unnamed GPU" where the browser hides it. */
	readonly name: string;
	/**
	 * Largest relative error of a small training step against float64, from the self-test at load.
	 */
	readonly selfTestError: number;
	/** Absent: none, or the user chose the backend. */
	readonly passedOver?: readonly PassedOver[];
}

/**
 * Every message carries the number of its run (as given to `load`), so that the page drops messages
 * of a previous run.
 */
export type TelemetryMessage = { readonly run: number } & (
	| TelemetryFrame
	| { readonly type: 'status'; readonly status: RunStatus }
	| { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
	/** The measures settled at the end of a budget; undefined once the run continues. */
	| { readonly type: 'settled'; readonly settled: SettledMeasures | undefined }
	/** A lost device was replaced, possibly by another adapter. */
	| { readonly type: 'adapter'; readonly report: AdapterReport }
);
