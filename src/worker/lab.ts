import { resolveRun } from '../config/resolve.ts';
import type { RunConfig } from '../config/run-config.ts';
import { planBytes } from '../engine/backend/webgpu/check-limits.ts';
import { LabError, toPlainError } from '../engine/core/lab-error.ts';
import { describeExpectation, isValid } from '../engine/core/param-schema.ts';
import { elementCount } from '../engine/core/tensor.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import { buildRun, type BuiltRun } from '../engine/trainer/build-run.ts';
import { evaluationGroups, GROUPS } from '../engine/trainer/split.ts';
import { ActiveRun, type RunHost } from './active-run.ts';
import type { AdapterReport, LabApi, Result, RunFacts } from './lab-api.ts';
import { referenceDevice, webGpuDevice, type RunDevice } from './run-device.ts';
import { selfTest } from './self-test.ts';
import { TelemetryPort } from './telemetry-port.ts';

/** A sound float32 device is at about 1e-6. */
const SELF_TEST_LIMIT = 1e-4;

/** Turns a throwing command into a result that can cross to the page. */
async function attempt<T>(command: () => Promise<T> | T): Promise<Result<T>> {
	try {
		return { ok: true, value: await command() };
	} catch (thrown) {
		return { ok: false, error: toPlainError(thrown) };
	}
}

function factsOf(built: BuiltRun): RunFacts {
	const groups = evaluationGroups(built.split(0), built.sizes.residues);
	return {
		trainPairs: built.trainCount,
		testPairs: built.sizes.pairCount - built.trainCount,
		mirroredTestPairs: groups.filter((group) => group === GROUPS.mirrored).length,
		parameterCount: built.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
		outputs: built.outputs,
		chanceLevel: built.spec.loss.chanceLevel(built.outputs),
		dispatchesPerStep: built.plan.segments.get('train')?.length ?? 0,
		gpuBytes: planBytes(built.plan)
	};
}

/** The device and the run of the worker: one of each at a time. */
class Workbench {
	readonly port = new TelemetryPort();
	readonly #host: RunHost;
	#device: RunDevice | undefined;
	#run: ActiveRun | undefined;

	constructor(host: RunHost) {
		this.#host = host;
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

	async openDevice(backend: 'webgpu' | 'reference'): Promise<AdapterReport> {
		await this.#closeRun();
		this.#device?.dispose();
		this.#device = undefined;
		const opened = backend === 'reference' ? referenceDevice() : await this.#openWebGpu();
		const { kind, name } = opened;
		const selfTestError =
			kind === 'reference' ? 0 : await selfTest((plan) => opened.open(plan, () => undefined));
		if (!(selfTestError < SELF_TEST_LIMIT)) {
			opened.dispose();
			throw new LabError(
				'gpu-error',
				`the GPU "${name}" computes wrongly: a small training step is off by ${selfTestError.toExponential(1)} relative, expected below ${String(SELF_TEST_LIMIT)}`
			);
		}
		this.#device = opened;
		return { kind, name, selfTestError };
	}

	async load(config: RunConfig, checkpoint?: Checkpoint): Promise<RunFacts> {
		const device = this.#device;
		if (device === undefined) throw new LabError('internal', 'there is no device: open one first');
		await this.#closeRun();
		const built = buildRun(resolveRun(config), {
			formulation: checkpoint?.formulation,
			adapterKind: device.kind === 'gpu' ? 'gpu' : 'software'
		});
		device.check(built.plan);
		const reopen = device.kind === 'reference' ? undefined : () => this.#openWebGpu();
		const run = new ActiveRun(built, device, this.port, this.#host, reopen, (replacement) => {
			this.#device = replacement;
		});
		this.#run = run;
		await run.prepare(checkpoint);
		return factsOf(built);
	}

	setLive(key: string, value: number): null {
		const run = this.activeRun();
		const schema = run.built.spec.optimizer.params[key];
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

	async #closeRun(): Promise<void> {
		const closing = this.#run;
		this.#run = undefined;
		await closing?.close();
	}

	#openWebGpu(): Promise<RunDevice> {
		return webGpuDevice(this.#host.gpu, this.#host.shaders, this.#host.wait);
	}
}

/** The commands of the page, carried out in the worker. */
export function createLab(host: RunHost): LabApi {
	const bench = new Workbench(host);
	return {
		connect(port) {
			bench.port.connect(port);
		},
		openDevice: (backend) => attempt(() => bench.openDevice(backend)),
		load: (config, checkpoint) => attempt(() => bench.load(config, checkpoint)),
		async train() {
			await bench.run?.train();
		},
		async pause() {
			await bench.run?.pause();
		},
		async step(count) {
			await bench.run?.train(count);
		},
		setLive: (key, value) => attempt(() => bench.setLive(key, value)),
		setAnalysis: (values) =>
			attempt(() => {
				bench.activeRun().setAnalysis(values);
				return null;
			}),
		weights: () => attempt(() => bench.activeRun().weights())
	};
}
