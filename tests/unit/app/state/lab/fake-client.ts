import { LIVE_RULE, NO_MARKERS } from '../../../../../src/app/state/phases/phase.ts';
import * as Comlink from 'comlink';
import type { LabClientEvents } from '../../../../../src/app/client/lab-client.ts';
import { Lab } from '../../../../../src/app/state/lab/lab.svelte.ts';
import type { LabParts } from '../../../../../src/app/state/lab/lab-parts.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { resolveRun } from '../../../../../src/config/resolve.ts';
import type { RunConfig } from '../../../../../src/config/run-config.ts';
import {
	LabError,
	toPlainError,
	type LabErrorCode
} from '../../../../../src/engine/core/lab-error.ts';
import {
	backendOf,
	type Backend,
	type DeviceKind
} from '../../../../../src/engine/core/backend.ts';
import type {
	Checkpoint,
	TelemetryFrame,
	TelemetryMessage
} from '../../../../../src/engine/core/telemetry.ts';
import type { ParamValue } from '../../../../../src/engine/core/param-schema.ts';
import type { RecordedRun } from '../../../../../src/lab-run/codec/recorded-run.ts';
import type { DeviceChoice, LabApi, Result, RunFacts } from '../../../../../src/worker/lab-api.ts';

const { task, params } = resolveRun(configOf('quick-start'));

export const FACTS: RunFacts = {
	trainExamples: 480,
	testExamples: 481,
	// The parts of a commutative task: mirrored, non-mirrored.
	groups: task.shape(params).groups.map((group, g) => ({ ...group, examples: [230, 251][g] ?? 0 })),
	stepsPerEpoch: 1,
	parameterCount: 12_000,
	outputs: 31,
	chanceLevel: Math.log(31),
	dispatchesPerStep: 9,
	deviceBytes: 1000,
	expectedStepsPerSecond: undefined,
	views: ['embedding'],
	refusedViews: [],
	viewDefaults: {},
	withoutSpectrum: undefined
};

/** A kind of device with this backend. */
const kindOf = (backend: Backend): DeviceKind => (backend === 'webgpu' ? 'gpu' : backend);

/** A message without its run. */
export type Sent = Without<TelemetryMessage>;
type Without<M> = M extends { readonly type: string } ? Omit<M, 'run'> : never;

/** A worker behind a real Comlink channel that only records the commands. */
export class FakeWorker {
	readonly calls: string[] = [];
	/** Of the devices that were opened. */
	readonly choices: DeviceChoice[] = [];
	readonly loads: {
		readonly config: RunConfig;
		readonly run: number;
		readonly checkpoint: Checkpoint | undefined;
	}[] = [];
	/** New entries of the history, each with the commands before it. */
	readonly pushed: string[] = [];
	readonly analyses: Readonly<Record<string, ParamValue>>[] = [];
	/** The default here. */
	kind: DeviceKind = 'gpu';
	/** The next command of this name fails. */
	failing: { readonly command: string; readonly code: LabErrorCode } | undefined;
	/** The next command of this name gets no answer from this worker. */
	hanging: string | undefined;
	#endWaiting: (() => void)[] = [];
	/** Presets whose recorded run was fetched. */
	readonly recordedPresets: string[] = [];
	/** The files beside the page. */
	recorded: RecordedRun | undefined;
	hasWeights = true;
	prefersReducedMotion = false;
	events: LabClientEvents | undefined;
	readonly #channel = new MessageChannel();

	constructor() {
		Comlink.expose(this.#api(), this.#channel.port1);
	}

	/** What a `Lab` needs, with an address bar that holds `fragment`. */
	parts(fragment = ''): LabParts & { readonly written: string[] } {
		const remote = Comlink.wrap<LabApi>(this.#channel.port2);
		const written: string[] = [];
		const call: ReturnType<LabParts['createClient']>['call'] = async (command) => {
			try {
				return await Promise.race([command(remote), this.#endOfWorker<never>()]);
			} catch (thrown) {
				return { ok: false, error: toPlainError(thrown) };
			}
		};
		return {
			written,
			createClient: (events) => {
				this.events = events;
				return {
					spawn: () => {
						this.calls.push('spawn');
						for (const end of this.#endWaiting.splice(0)) end();
					},
					dispose: () => undefined,
					end: () => this.calls.push('end'),
					call,
					command: (command) =>
						call(async (worker) => {
							await command(worker);
							return { ok: true, value: null };
						})
				};
			},
			addressBar: {
				read: () => fragment,
				write: (next) => written.push(next),
				push: (next) => {
					this.pushed.push(next);
				},
				flush: () => undefined
			},
			galleryFiles: {
				recorded: (preset) => {
					this.calls.push('fetchRecordedRun');
					this.recordedPresets.push(preset);
					return this.recorded === undefined
						? Promise.reject(new LabError('bad-checkpoint', 'no recorded run, as planned'))
						: Promise.resolve(this.recorded);
				},
				weights: () => {
					this.calls.push('fetchWeights');
					return this.hasWeights
						? Promise.resolve(new Uint8Array())
						: Promise.reject(new LabError('bad-checkpoint', 'no weights, as planned'));
				}
			},
			prefersReducedMotion: () => this.prefersReducedMotion
		};
	}

	/** Sends a message of the latest run, or of another one. */
	send(message: Sent, run = this.loads.at(-1)?.run ?? 0): void {
		this.events?.message({ ...message, run });
	}

	/** Reports this number of updates. */
	sendStep(step: number, rest: Partial<TelemetryFrame> = {}): void {
		this.send({ ...frame(step), ...rest });
	}

	dispose(): void {
		this.#channel.port1.close();
		this.#channel.port2.close();
	}

	/** Answers pending commands as the real client does when it ends a worker. */
	#endOfWorker<T>(): Promise<Result<T>> {
		return new Promise((resolve) => {
			const error = { code: 'cancelled', message: '', details: '' } as const;
			this.#endWaiting.push(() => {
				resolve({ ok: false, error });
			});
		});
	}

	#answer<T>(command: string, value: T): Promise<Result<T>> {
		this.calls.push(command);
		if (this.hanging === command) {
			this.hanging = undefined;
			return new Promise(() => undefined);
		}
		if (this.failing?.command !== command) return Promise.resolve({ ok: true, value });
		const error = { code: this.failing.code, message: 'as planned', details: '' };
		this.failing = undefined;
		return Promise.resolve({ ok: false, error });
	}

	#note(command: string): Promise<void> {
		this.calls.push(command);
		return Promise.resolve();
	}

	#api(): LabApi {
		return {
			connect: () => undefined,
			openDevice: (choice) => {
				this.choices.push(choice);
				return this.#answer('openDevice', {
					kind:
						choice === 'default' || choice === backendOf(this.kind) ? this.kind : kindOf(choice),
					name: 'fake',
					selfTestError: 0
				});
			},
			load: (config, run, checkpoint) => {
				this.loads.push({ config, run, checkpoint });
				return this.#answer('load', FACTS);
			},
			train: () => this.#note('train'),
			pause: () => this.#note('pause'),
			step: (count) => this.#note(`step ${String(count)}`),
			setLive: (key, value) => this.#answer(`setLive ${key} ${String(value)}`, null),
			setAnalysis: (values) => {
				this.analyses.push(values);
				return this.#answer(`setAnalysis ${String(values['grokked_accuracy'])}`, null);
			},
			openReplay: () => this.#answer('openReplay', FACTS),
			view: ({ id, step }) =>
				this.#answer(`view ${id} ${String(step)}`, {
					step: step ?? 0,
					keyFrequencies: [],
					data: { facts: [], parts: [] },
					tookMs: 1
				}),
			weights: () => this.#answer('weights', {})
		};
	}
}

/** A frame without entries. */
export function frame(step: number): TelemetryFrame {
	const none = new Float64Array(0);
	return {
		type: 'frame',
		replica: 0,
		id: 1,
		step,
		train: { step: none, loss: none, accuracy: none },
		evaluations: { step: none, columns: {}, vectors: {} },
		spectra: {},
		keyFrequencies: [],
		markers: NO_MARKERS,
		memorization: LIVE_RULE,
		events: [],
		snapshots: [],
		snapshotBytes: 0,
		stepsPerSecond: 0,
		truncateTo: undefined
	};
}

/** A checkpoint with that rate and decay. */
export function checkpointAt(step: number, live: Readonly<Record<string, number>>): Checkpoint {
	const evaluations = [{ step: new Float64Array(0), columns: {} }];
	const buffers = { parameters: Float32Array.of(1, 2) };
	const formulation = 'folded';
	return {
		step,
		evaluatedUpTo: step,
		formulation,
		buffers,
		live,
		failures: [],
		events: [],
		latest: [],
		evaluations
	};
}

/**
 * A page's lab over the fake worker, opened with this link and ready; `written` is what it wrote to
 * the address.
 */
export async function openLab(worker: FakeWorker, fragment = '') {
	const parts = worker.parts(fragment);
	const lab = new Lab(parts);
	await lab.open();
	worker.send({ type: 'status', status: { state: 'ready' } });
	worker.calls.length = 0;
	return { lab, written: parts.written };
}
