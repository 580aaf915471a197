import type { Backend } from '../engine/core/backend.ts';
import type { AdapterReport, Checkpoint } from '../engine/core/telemetry.ts';
import type { ParamValue } from '../engine/core/param-schema.ts';
import type { PlainError } from '../engine/core/lab-error.ts';
import type { PackedWeights, RecordedWeights } from '../lab-run/codec/recorded-run.ts';
import type { ControlValues, ViewData } from '../engine/views/define.ts';
import type { TestGroup } from '../engine/tasks/define.ts';
import type { RunConfig } from '../config/run-config.ts';

/** Plain facts about a prepared run. */
export interface RunFacts {
	readonly trainExamples: number;
	readonly testExamples: number;
	/**
	 * Parts of the test examples, each with its columns `<id>_loss` and `<id>_accuracy` where there
	 * are several.
	 */
	readonly groups: readonly (TestGroup & { readonly examples: number })[];
	/** Updates of an epoch: 1 with full batches. */
	readonly stepsPerEpoch: number;
	readonly parameterCount: number;
	readonly outputs: number;
	readonly chanceLevel: number;
	readonly dispatchesPerStep: number;
	/** Of a GPU, or of the memory that WebAssembly computes in. */
	readonly deviceBytes: number;
	/**
	 * Updates per second over the whole budget, evaluations included, as expected from a few
	 * updates that were timed. Undefined if none were.
	 */
	readonly expectedStepsPerSecond: number | undefined;
	/** Ids of the views that have a meaning for this run. */
	readonly views: readonly string[];
	/** The others, each with the reason, a sentence. */
	readonly refusedViews: readonly { readonly id: string; readonly reason: string }[];
	/** Defaults of views' controls that the split chose, by view. */
	readonly viewDefaults: Readonly<Record<string, ControlValues>>;
	/** Why no spectrum can be measured, a sentence; undefined where one can. */
	readonly withoutSpectrum: string | undefined;
}

/** Comlink cannot carry our error class, so commands answer with a result. */
export type Result<T> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PlainError };

/** A backend, or the one that is the default for the kind of adapter. */
export type DeviceChoice = Backend | 'default';

/** A view that the page requests. */
export interface ViewQuestion {
	readonly id: string;
	readonly controls: ControlValues;
	/** The newest kept weights of this step or earlier are used; default: the newest of all. */
	readonly step?: number;
}

/** A recorded run's weights, config and key frequencies. */
export interface ReplayRequest {
	readonly config: RunConfig;
	/** Strongest first. */
	readonly keyFrequencies: readonly number[];
	readonly weights: RecordedWeights;
	readonly packed: PackedWeights;
}

export interface ViewAnswer {
	/** Step of the weights that were looked at. */
	readonly step: number;
	/** Key frequencies that were taken, strongest first. */
	readonly keyFrequencies: readonly number[];
	readonly data: ViewData;
	/** What computing it took, without the wait for a burst of steps to end. */
	readonly tookMs: number;
}

/**
 * Commands from the page to the worker. Telemetry and status are sent through the port, never as
 * return values.
 */
export interface LabApi {
	/**
	 * Connects the telemetry port (`TelemetryMessage`s arrive on it; `{ acknowledge: id }` and
	 * `{ ping: true }` go back, and a ping is answered with `{ alive: true }`).
	 */
	connect(port: MessagePort): void;
	/**
	 * Opens a device and runs the self-test. If WebAssembly is chosen and refused here, the
	 * reference is opened instead, and the report says why.
	 */
	openDevice(choice: DeviceChoice): Promise<Result<AdapterReport>>;
	/**
	 * Builds, compiles and initialises a run; ends the current one. With a checkpoint, continues
	 * from it.
	 * @param run the caller's number for this run, which all its messages carry
	 */
	load(config: RunConfig, run: number, checkpoint?: Checkpoint): Promise<Result<RunFacts>>;
	/**
	 * Trains until paused or until the budget is used up; called again then, for as many steps
	 * more.
	 */
	train(): Promise<void>;
	pause(): Promise<void>;
	/** Does `count` updates and pauses. */
	step(count: number): Promise<void>;
	/**
	 * Changes a live parameter (`lr`, `weight_decay`) from the next update on: an event of the run.
	 */
	setLive(key: string, value: number): Promise<Result<null>>;
	/** Changes the phase rules and the key rule; markers are computed again. */
	setAnalysis(values: Readonly<Record<string, ParamValue>>): Promise<Result<null>>;
	/**
	 * Ends the current run. From now on views show these recorded weights, computed on the open
	 * device or else in float64 on the CPU.
	 */
	openReplay(recorded: ReplayRequest): Promise<Result<RunFacts>>;
	/** Computes a view. May be called while the run trains. */
	view(question: ViewQuestion): Promise<Result<ViewAnswer>>;
	/**
	 * The current weights by name, for export and tests: float32 (float64 on the reference
	 * backend).
	 */
	weights(): Promise<
		Result<
			Readonly<
				Record<
					string,
					{ readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }
				>
			>
		>
	>;
}
