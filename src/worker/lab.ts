import { analysisOf } from '../config/analysis.ts';
import { resolveRun } from '../config/resolve.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { Backend } from '../engine/core/backend.ts';
import { LabError, toPlainError } from '../engine/core/lab-error.ts';
import { describeExpectation, isValid } from '../engine/core/param-schema.ts';
import type { AdapterReport, Checkpoint } from '../engine/core/telemetry.ts';
import { describeGpu } from '../engine/backend/webgpu/gpu-device.ts';
import { buildRun } from '../engine/trainer/build/build-run.ts';
import { updateParams } from '../engine/trainer/run-spec.ts';
import { adapterKindOf } from '../lab-run/replica-run.ts';
import { ActiveRun } from './active-run.ts';
import type {
	DeviceChoice,
	LabApi,
	ReplayRequest,
	Result,
	RunFacts,
	ViewAnswer,
	ViewQuestion
} from './lab-api.ts';
import { MAX_REOPENINGS, openTested, REOPENING_WAIT_MS } from './open-tested.ts';
import { openChosen } from './open-chosen.ts';
import {
	referenceDevice,
	wasmDevice,
	webGpuDevice,
	type DeviceSource,
	type RunDevice,
	type RunHost
} from './run-device.ts';
import { RecordedWeightsViews } from './recorded-weights-views.ts';
import { factsOf } from './run-facts.ts';
import { RunTelemetry } from './run-telemetry.ts';
import { TelemetryPort } from './telemetry-port.ts';

/** The page trains runs of one replica, and shows this one. */
const SHOWN_REPLICA = 0;

/** Turns a throwing command into a result that can cross to the page. */
async function attempt<T>(command: () => Promise<T> | T): Promise<Result<T>> {
	try {
		return { ok: true, value: await command() };
	} catch (thrown) {
		return { ok: false, error: toPlainError(thrown) };
	}
}

type OpenDevice = (backend: Backend) => Promise<RunDevice>;

/**
 * Makes a report that the worker is alive: it answers no pings during a kernel on the CPU.
 * @param isLong the kernel may take minutes
 */
type MakeBeat = (isLong: boolean) => () => void;

const deviceOpener =
	(host: RunHost, beat: MakeBeat): OpenDevice =>
	(backend) => {
		switch (backend) {
			case 'webgpu':
				return webGpuDevice(host.gpu, host.loadShaders, host);
			case 'wasm':
				return Promise.resolve(wasmDevice(beat(false)));
			case 'reference':
				return Promise.resolve(referenceDevice(beat(true)));
		}
	};

/** The device and the run of the worker: one of each at a time. */
class DeviceAndRun {
	readonly port = new TelemetryPort();
	/** Everything that changes run or device, one after the other. */
	readonly inTurn = createQueue();
	readonly #host: RunHost;
	readonly #open: OpenDevice;
	readonly #beat: MakeBeat = (isLong) => () => {
		this.port.beat(this.#host.now(), isLong);
	};
	#device: RunDevice | undefined;
	#run: ActiveRun | undefined;
	#recorded: RecordedWeightsViews | undefined;
	#telemetry: RunTelemetry | undefined;

	/** @param open opens a device; default: by the host */
	constructor(host: RunHost, open?: OpenDevice) {
		this.#host = host;
		this.#open = open ?? deviceOpener(host, this.#beat);
	}

	get run(): ActiveRun | undefined {
		return this.#run;
	}

	/** @throws LabError `internal` when nothing is loaded */
	activeRun(): ActiveRun {
		if (this.#run === undefined) {
			throw new LabError('internal', 'there is no run: load one first');
		}
		return this.#run;
	}

	/** @throws LabError as `openChosen` */
	async openDevice(choice: DeviceChoice): Promise<AdapterReport> {
		await this.#closeRun();
		this.#device?.dispose();
		this.#device = undefined;
		const { gpu, wait } = this.#host;
		const findAdapter = () => describeGpu(gpu, wait);
		const { device, report } = await openChosen(choice, { open: this.#open, findAdapter, wait });
		this.#device = device;
		return report;
	}

	/**
	 * @throws LabError `bad-parameter`, `size-limit`, `shader-compilation`, `device-lost` when it
	 * cannot be replaced
	 */
	async load(config: RunConfig, runNumber: number, checkpoint?: Checkpoint): Promise<RunFacts> {
		await this.#closeRun();
		const telemetry = new RunTelemetry(this.port, runNumber, SHOWN_REPLICA);
		this.#telemetry = telemetry;
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#loadOnce(config, telemetry, checkpoint);
			} catch (thrown) {
				await this.#closeRun();
				const isLost = toPlainError(thrown).code === 'device-lost';
				if (!isLost || attempt > MAX_REOPENINGS) throw thrown;
				await this.#host.wait(REOPENING_WAIT_MS * attempt);
				if (this.#device !== undefined) await this.#replace(this.#device);
			}
		}
	}

	/** @throws LabError `bad-parameter`, `bad-checkpoint` */
	async openReplay(recorded: ReplayRequest): Promise<RunFacts> {
		await this.#closeRun();
		this.#recorded = new RecordedWeightsViews(
			recorded,
			this.#sourceOr(referenceDevice(this.#beat(true)))
		);
		return this.#recorded.facts;
	}

	/** @throws LabError `internal` when nothing is loaded, and as `LookBack.view` does */
	view(question: ViewQuestion): Promise<ViewAnswer> {
		return this.#recorded?.view(question) ?? this.activeRun().view(question);
	}

	setLive(key: string, value: number): null {
		const run = this.activeRun();
		const schema = updateParams(run.built.spec)[key];
		if (schema?.applies !== 'live') {
			throw new LabError('bad-parameter', `${key}: cannot be changed while it trains`);
		}
		if (!isValid(schema, value)) {
			throw new LabError(
				'bad-parameter',
				`${key}: expected ${describeExpectation(schema)}, got ${String(value)}`
			);
		}
		run.setLive(key, value);
		return null;
	}

	async #loadOnce(
		config: RunConfig,
		telemetry: RunTelemetry,
		checkpoint: Checkpoint | undefined
	): Promise<RunFacts> {
		const device = this.#device;
		if (device === undefined) throw new LabError('internal', 'there is no device: open one first');
		const built = buildRun(resolveRun(config), {
			formulation: checkpoint?.formulation,
			adapterKind: adapterKindOf(device)
		});
		device.check(built.plan);
		const run = new ActiveRun(built, this.#sourceOr(device), telemetry, this.#host);
		this.#run = run;
		const pace = await run.prepare(checkpoint);
		return factsOf(built, device.memoryBytes?.(built.plan), pace);
	}

	/** @param without the device to use if none is open */
	#sourceOr(without: RunDevice): DeviceSource {
		return {
			current: () => this.#device ?? without,
			replace: (lost) => this.#replace(lost),
			renew: (lost) =>
				this.inTurn(async () => {
					if (this.#run?.isTraining !== true) await this.#replace(lost);
					return this.#device !== lost;
				})
		};
	}

	/** Opens and tests a new device instead of a lost one, and reports it to the page. */
	async #replace(lost: RunDevice): Promise<RunDevice> {
		if (this.#device !== undefined && this.#device !== lost) return this.#device;
		lost.dispose();
		// Only WebGPU loses devices.
		const { device, report } = await openTested(() => this.#open('webgpu'), this.#host.wait, true);
		this.#device = device;
		this.#telemetry?.adapter(report);
		return device;
	}

	async #closeRun(): Promise<void> {
		const closing = this.#run;
		this.#run = undefined;
		const recorded = this.#recorded;
		this.#recorded = undefined;
		await recorded?.dispose();
		await closing?.close();
	}
}

/** Commands one after the other, in the order they came, each finished before the next begins. */
function createQueue(): <T>(command: () => Promise<T> | T) => Promise<T> {
	let last: Promise<unknown> = Promise.resolve();
	return (command) => {
		const next = last.then(command, command);
		last = next;
		return next;
	};
}

/**
 * The commands of the page, carried out in the worker.
 * @param open opens a device; default: by the host
 */
export function createLab(host: RunHost, open?: OpenDevice): LabApi {
	const current = new DeviceAndRun(host, open);
	const { inTurn } = current;
	const answer = <T>(command: () => Promise<T> | T) => inTurn(() => attempt(command));
	return {
		connect(port) {
			current.port.connect(port);
		},
		openDevice: (choice) => answer(() => current.openDevice(choice)),
		load: (config, run, checkpoint) => answer(() => current.load(config, run, checkpoint)),
		train: () => inTurn(() => current.run?.train()),
		pause: () => inTurn(() => current.run?.pause()),
		step: (count) => inTurn(() => current.run?.train(count)),
		setLive: (key, value) => answer(() => current.setLive(key, value)),
		setAnalysis: (values) =>
			answer(() => {
				current.activeRun().setAnalysis(analysisOf(values));
				return null;
			}),
		// Not in turn: a view may take long, and the page must be able to pause the run during it.
		view: (question) => attempt(() => current.view(question)),
		openReplay: (recorded) => answer(() => current.openReplay(recorded)),
		weights: () => answer(() => current.activeRun().weights())
	};
}
