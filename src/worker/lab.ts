import { resolveRun } from '../config/resolve.ts';
import type { RunConfig } from '../config/run-config.ts';
import { planBytes } from '../engine/backend/webgpu/check-limits.ts';
import { LabError, toPlainError } from '../engine/core/lab-error.ts';
import { isValid, describeExpectation } from '../engine/core/param-schema.ts';
import type { Checkpoint } from '../engine/core/telemetry.ts';
import { buildRun } from '../engine/trainer/build-run.ts';
import type { LabApi, Result, RunFacts } from './lab-api.ts';
import { ActiveRun, type RunHost } from './active-run.ts';
import { referenceDevice, webGpuDevice, type RunDevice } from './run-device.ts';
import { selfTest } from './self-test.ts';
import { TelemetryPort } from './telemetry-port.ts';
import { evaluationGroups, GROUPS } from '../engine/trainer/split.ts';

/** Turns a throwing command into a result that can cross to the page. */
async function attempt<T>(command: () => Promise<T> | T): Promise<Result<T>> {
	try {
		return { ok: true, value: await command() };
	} catch (thrown) {
		return { ok: false, error: toPlainError(thrown) };
	}
}

const SELF_TEST_LIMIT = 1e-4;

/** The commands of the page, carried out in the worker. One device and one run at a time. */
export function createLab(host: RunHost): LabApi {
	const port = new TelemetryPort();
	let device: RunDevice | undefined;
	let run: ActiveRun | undefined;

	async function closeRun(): Promise<void> {
		const closing = run;
		run = undefined;
		await closing?.close();
	}

	function activeRun(): ActiveRun {
		if (run === undefined) throw new LabError('internal', 'there is no run: load one first');
		return run;
	}

	const openWebGpu = () => webGpuDevice(host.gpu, host.shaders, host.wait);

	async function openDevice(backend: 'webgpu' | 'reference') {
		await closeRun();
		device?.dispose();
		device = undefined;
		const opened = backend === 'reference' ? referenceDevice() : await openWebGpu();
		const { kind, name } = opened;
		const selfTestError =
			backend === 'reference' ? 0 : await selfTest((plan) => opened.open(plan, () => undefined));
		if (!(selfTestError < SELF_TEST_LIMIT)) {
			opened.dispose();
			throw new LabError(
				'gpu-error',
				`the GPU "${name}" computes wrongly: a small training step is off by ${String(selfTestError)} relative, expected below ${String(SELF_TEST_LIMIT)}`
			);
		}
		device = opened;
		return { kind, name, selfTestError };
	}

	async function load(config: RunConfig, checkpoint?: Checkpoint): Promise<RunFacts> {
		if (device === undefined) throw new LabError('internal', 'there is no device: open one first');
		await closeRun();
		const built = buildRun(resolveRun(config));
		device.check(built.plan);
		const reopen = device.kind === 'reference' ? undefined : openWebGpu;
		const next = new ActiveRun(built, device, port, host, reopen, (replacement) => {
			device = replacement;
		});
		run = next;
		await next.prepare(checkpoint);
		const groups = evaluationGroups(built.split(0), built.sizes.residues);
		return {
			trainPairs: built.trainCount,
			testPairs: built.sizes.pairCount - built.trainCount,
			mirroredTestPairs: groups.filter((group) => group === GROUPS.mirrored).length,
			parameterCount: built.parameters.reduce(
				(sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
				0
			),
			outputs: built.outputs,
			chanceLevel: built.spec.loss.chanceLevel(built.outputs),
			dispatchesPerStep: built.plan.segments.get('train')?.length ?? 0,
			gpuBytes: planBytes(built.plan)
		};
	}

	function setLive(key: string, value: number): null {
		const active = activeRun();
		const schema = active.built.spec.optimizer.params[key];
		if (schema?.applies !== 'live') {
			throw new LabError('bad-parameter', `${key}: cannot be changed while it trains`);
		}
		if (!isValid(schema, value)) {
			throw new LabError(
				'bad-parameter',
				`${key}: expected ${describeExpectation(schema)}, got ${String(value)}`
			);
		}
		active.setLive(key, value);
		return null;
	}

	return {
		connect(messagePort) {
			port.connect(messagePort);
		},
		openDevice: (backend) => attempt(() => openDevice(backend)),
		load: (config, checkpoint) => attempt(() => load(config, checkpoint)),
		async train() {
			await run?.train();
		},
		async pause() {
			await run?.pause();
		},
		async step(count) {
			await run?.train(count);
		},
		setLive: (key, value) => attempt(() => setLive(key, value)),
		setAnalysis: (values) =>
			attempt(() => {
				activeRun().setAnalysis(values);
				return null;
			}),
		weights: () => attempt(() => activeRun().weights())
	};
}
