import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { withValue } from '../../../src/config/config.ts';
import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import { namedParameters } from '../../../src/engine/checkpoint/flat-parameters.ts';
import { encodeSafetensors } from '../../../src/engine/checkpoint/safetensors-codec.ts';
import { liveColumns } from '../../../src/engine/core/metrics-table.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { Trainer, type TrainerHost } from '../../../src/engine/trainer/train/trainer.ts';
import type { LoadKernels } from '../../../src/host/kernel-module.ts';
import { MetricsRows } from '../../../src/lab-run/codec/metrics-rows.ts';
import { RunMeasures } from '../../../src/lab-run/run-measures.ts';
import type { PresetId } from '../../../src/presets/index.ts';

/** What a run leaves, as the headless lab would write it. */
export interface RunFiles {
	/** The text of metrics.csv. */
	readonly metrics: string;
	/** The last weights as a safetensors file without metadata. */
	readonly weights: Uint8Array;
}

/** Trains the first steps of a preset in WebAssembly in any host. */
export async function trainBits(
	preset: PresetId,
	steps: number,
	host: TrainerHost,
	load: LoadKernels
): Promise<RunFiles> {
	const spec = resolveRun(withValue(configOf(preset), 'steps', steps));
	const run = buildRun(spec, { adapterKind: 'software' });
	const session = await WasmSession.open(run.plan, load);
	const trainer = new Trainer(run, session, host);
	const measures = new RunMeasures(run);
	const live = () => trainer.liveByReplica;
	let rows = new MetricsRows(1, [], []);
	await trainer.evaluateNow(({ evaluations }) => {
		measures.append(evaluations);
		const held = evaluations.map(([row]) => row);
		const columns = liveColumns(live()[0] ?? {});
		rows = new MetricsRows(1, measures.history.names, columns, held, run.stepsPerEpoch);
	});
	let metrics = rows.header;
	await trainer.train({
		until: steps,
		shouldStop: () => false,
		onBurst: (result) => {
			measures.append(result.evaluations);
			metrics += rows.of(result, live());
		}
	});
	metrics += rows.rest(live());
	const { buffers } = await trainer.state();
	session.dispose();
	const flat = buffers['parameters'] ?? new Float32Array(0);
	const tensors = namedParameters(run.plan.parameters, flat);
	return { metrics, weights: encodeSafetensors({ tensors, metadata: {} }) };
}
