import { configOf } from '../../src/config/preset-config.ts';
import { resolveRun } from '../../src/config/resolve.ts';
import { probes } from '../../src/engine/probes/index.ts';
import { TRAIN_SLOTS } from '../../src/engine/trainer/build-run.ts';
import { isEvaluated } from '../../src/engine/trainer/evaluation-grid.ts';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { Schedule } from '../../src/engine/trainer/schedule.ts';
import { SnapshotStore } from '../../src/engine/trainer/snapshot-store.ts';
import { loadRun, type GpuBench, type LoadedRun } from './gpu-bench.ts';
import type { BenchOptions } from './options.ts';
import { summarize, type Summary } from './statistics.ts';
import { formatTable, print, spread } from './table.ts';

const PRESET = 'quick-start';
/** Steps in one turn: about the interval in which a slow moment of the machine passes. */
const CHUNK = 50;
/** No evaluation after step 0 within a preset's budget. */
const RARELY = 20_000;
const SPECTRUM = 'embedding-spectrum';

/** What an arm has beyond the one before it. */
const ARMS = {
	bare: 'steps alone, one number read at the end of a turn',
	telemetry: 'losses of every step, states',
	evaluation: 'evaluation and spectrum',
	measures: 'all other measures',
	snapshots: 'snapshots of the weights'
} as const;
type Arm = keyof typeof ARMS;
const ARM_IDS = ['bare', 'telemetry', 'evaluation', 'measures', 'snapshots'] as const;

export interface OverheadReport {
	readonly preset: string;
	readonly adapter: string;
	readonly steps: number;
	/** Steps evaluated on the default grid within these steps. */
	readonly evaluations: number;
	/** Extra time in percent over bare steps, everything up to and with the arm. */
	readonly overBare: Readonly<Partial<Record<Arm, Summary>>>;
	/** Extra time in percent of bare steps over the arm before it. */
	readonly added: Readonly<Partial<Record<Arm, Summary>>>;
}

function specOf(arm: Arm): RunSpec {
	const spec = resolveRun(configOf(PRESET));
	if (arm === 'bare' || arm === 'telemetry') return { ...spec, evaluateEvery: RARELY };
	if (arm !== 'evaluation') return spec;
	return { ...spec, switchedOff: probes.ids.filter((id) => id !== SPECTRUM) };
}

/** Trains without trainer: schedule, steps, and one number read, so that a turn has an end. */
function bareTimer({ gpu, host }: GpuBench, { session, run }: LoadedRun) {
	const schedule = new Schedule(run.spec.optimizer, run.spec.params);
	let step = 0;
	return async (steps: number): Promise<number> => {
		const startMs = host.now();
		session.write('schedule', schedule.rows(step, steps, TRAIN_SLOTS, 1));
		session.write('train.clock', new Uint32Array(1));
		session.run('train', steps);
		await gpu.guard(session.read([{ name: 'train.clock' }]));
		step += steps;
		return host.now() - startMs;
	};
}

async function openArm(bench: GpuBench, arm: Arm) {
	const loaded = await loadRun(bench, specOf(arm));
	if (arm === 'bare') return { loaded, time: bareTimer(bench, loaded) };
	if (arm === 'telemetry') await loaded.trainer.evaluateNow(() => undefined);
	const { steps, evaluateEvery } = loaded.run.spec;
	const snapshots =
		arm === 'snapshots' ? new SnapshotStore({ budget: steps, evaluateEvery }) : undefined;
	return { loaded, time: (count: number) => loaded.time(count, snapshots) };
}

/** Milliseconds of a whole stretch by arm, the arms' turns one after the other from step 0 on. */
async function measureStretch(bench: GpuBench, steps: number) {
	const arms: { id: Arm; loaded: LoadedRun; time: (steps: number) => Promise<number> }[] = [];
	for (const id of ARM_IDS) arms.push({ id, ...(await openArm(bench, id)) });
	const totals: Record<Arm, number> = {
		bare: 0,
		telemetry: 0,
		evaluation: 0,
		measures: 0,
		snapshots: 0
	};
	for (let turn = 0; turn * CHUNK < steps; turn++) {
		// Each arm comes first, second, ... equally often: what is behind another finds other caches.
		for (let i = 0; i < arms.length; i++) {
			const arm = arms[(turn + i) % arms.length];
			if (arm !== undefined) totals[arm.id] += await arm.time(CHUNK);
		}
	}
	for (const { loaded } of arms) loaded.session.dispose();
	return totals;
}

const evaluatedSteps = (steps: number): number =>
	Array.from({ length: steps + 1 }, (_, step) => step).filter((step) =>
		isEvaluated(step, undefined)
	).length;

/** (5) What telemetry, evaluation, measures and snapshots cost at the default cadence. */
export async function overheadPart(
	bench: GpuBench,
	options: BenchOptions
): Promise<OverheadReport> {
	const steps = Math.ceil(options.overheadSteps / CHUNK) * CHUNK;
	const stretches: Record<Arm, number>[] = [];
	for (let repeat = 0; repeat < options.overheadRepeats; repeat++) {
		stretches.push(await measureStretch(bench, steps));
	}
	const percent = (arm: Arm, than: Arm) =>
		summarize(stretches.map((totals) => (100 * (totals[arm] - totals[than])) / totals.bare));
	const overBare: Partial<Record<Arm, Summary>> = {};
	const added: Partial<Record<Arm, Summary>> = {};
	let before: Arm = 'bare';
	for (const arm of ARM_IDS.slice(1)) {
		overBare[arm] = percent(arm, 'bare');
		added[arm] = percent(arm, before);
		before = arm;
	}
	const report: OverheadReport = {
		preset: PRESET,
		adapter: bench.gpu.name,
		steps,
		evaluations: evaluatedSteps(steps),
		overBare,
		added
	};
	printOverhead(report);
	return report;
}

function printOverhead({ adapter, steps, evaluations, overBare, added }: OverheadReport): void {
	print(
		`\nOverhead on ${adapter}: ${PRESET}, steps 0 to ${String(steps)} with ${String(evaluations)} evaluations, in percent of the time of bare steps`
	);
	const cell = (value: Summary | undefined) => (value === undefined ? '' : spread(value, ' %'));
	print(
		formatTable(
			['with', 'adds', 'in all'],
			ARM_IDS.slice(1).map((arm) => [ARMS[arm], cell(added[arm]), cell(overBare[arm])])
		)
	);
}
