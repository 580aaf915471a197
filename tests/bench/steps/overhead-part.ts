import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { BURST_UPDATES } from '../../../src/engine/trainer/build/build-run.ts';
import { isEvaluated } from '../../../src/engine/trainer/evaluation/evaluation-grid.ts';
import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import { Schedule } from '../../../src/engine/trainer/train/schedule.ts';
import { SnapshotStore } from '../../../src/engine/trainer/train/snapshot-store.ts';
import { loadRun, type GpuBench, type LoadedRun } from '../gpu-bench.ts';
import type { BenchOptions } from '../options.ts';
import { rotated } from '../rotated.ts';
import { bootstrap, type Estimate } from '../statistics.ts';
import { digits, formatTable, print } from '../table.ts';

const PRESET = 'quick-start';
/** Steps in one turn: about the interval in which a slow moment of the machine passes. */
const CHUNK = 50;
/** The steps that users see: the evaluation grid is dense, and the preset groks within them. */
const EARLY_STEPS = 1000;
/** No evaluation after step 0 within a preset's budget. */
const RARELY = 20_000;
const SPECTRUM = 'embedding-spectrum';

/** What an arm adds to the one before it. */
const ARMS = {
	bare: 'steps alone, one number read at the end of a turn',
	telemetry: 'losses of every step, states',
	evaluation: 'evaluation and spectrum',
	measures: 'all other measures',
	snapshots: 'snapshots of the weights'
} as const;
type Arm = keyof typeof ARMS;
const ARM_IDS = ['bare', 'telemetry', 'evaluation', 'measures', 'snapshots'] as const;
/** Milliseconds by turn. */
type Turns = Readonly<Record<Arm, number[]>>;

/** Overhead from step 0 up to some step. */
interface Stretch {
	readonly steps: number;
	/** Steps evaluated on the default grid within these steps. */
	readonly evaluations: number;
	/** Extra time in percent over bare steps, everything up to and with the arm. */
	readonly overBare: Readonly<Partial<Record<Arm, Estimate>>>;
	/** Extra time in percent of bare steps over the arm before it. */
	readonly added: Readonly<Partial<Record<Arm, Estimate>>>;
}

export interface OverheadReport {
	readonly preset: string;
	readonly adapter: string;
	readonly stepsPerTurn: number;
	readonly stretches: readonly Stretch[];
	readonly turnMs: Turns;
}

function specOf(arm: Arm): RunSpec {
	const spec = resolveRun(configOf(PRESET));
	if (arm === 'bare' || arm === 'telemetry') return { ...spec, evaluateEvery: RARELY };
	if (arm !== 'evaluation') return spec;
	return { ...spec, switchedOff: probes.ids.filter((id) => id !== SPECTRUM) };
}

/** Trains without trainer: schedule, steps, and one number read, so that a turn has an end. */
function bareTimer({ gpu, host }: GpuBench, { session, run }: LoadedRun) {
	const schedule = Schedule.of(run.spec);
	let step = 0;
	return async (steps: number): Promise<number> => {
		const startMs = host.now();
		schedule.write(session, step, steps, BURST_UPDATES);
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

/** The arms' turns one after the other from step 0 on. */
async function measureTurns(bench: GpuBench, count: number): Promise<Turns> {
	const arms: { id: Arm; loaded: LoadedRun; time: (steps: number) => Promise<number> }[] = [];
	for (const id of ARM_IDS) arms.push({ id, ...(await openArm(bench, id)) });
	const turns: Turns = { bare: [], telemetry: [], evaluation: [], measures: [], snapshots: [] };
	for (let turn = 0; turn < count; turn++) {
		for (const { id, time } of rotated(arms, turn)) turns[id].push(await time(CHUNK));
	}
	for (const { loaded } of arms) loaded.session.dispose();
	return turns;
}

/** Steps evaluated in a turn: the last of them counts, and step 0 is in the first. */
function evaluationsIn(turn: number): number {
	const steps = Array.from({ length: CHUNK }, (_, i) => turn * CHUNK + i + 1);
	const isFirst = turn === 0 ? 1 : 0;
	return isFirst + steps.filter((step) => isEvaluated(step, undefined)).length;
}

/**
 * Overhead over the first turns: ratios of totals, resampled among turns that evaluate equally
 * often.
 */
function stretchOf(turns: Turns, count: number): Stretch {
	const evaluations = Array.from({ length: count }, (_, turn) => evaluationsIn(turn));
	const total = (arm: Arm, chosen: readonly number[]) =>
		chosen.reduce((sum, turn) => sum + (turns[arm][turn] ?? NaN), 0);
	const percent = (arm: Arm, than: Arm) =>
		bootstrap(
			evaluations,
			(chosen) => (100 * (total(arm, chosen) - total(than, chosen))) / total('bare', chosen)
		);
	const overBare: Partial<Record<Arm, Estimate>> = {};
	const added: Partial<Record<Arm, Estimate>> = {};
	let before: Arm = 'bare';
	for (const arm of ARM_IDS.slice(1)) {
		overBare[arm] = percent(arm, 'bare');
		added[arm] = percent(arm, before);
		before = arm;
	}
	const sum = evaluations.reduce((value, one) => value + one, 0);
	return { steps: count * CHUNK, evaluations: sum, overBare, added };
}

/**
 * (5) What telemetry, evaluation, measures and snapshots cost at the default cadence, early and
 * over the whole run.
 */
export async function overheadPart(
	bench: GpuBench,
	options: BenchOptions
): Promise<OverheadReport> {
	const count = Math.ceil(options.overheadSteps / CHUNK);
	const turnMs = await measureTurns(bench, count);
	const early = EARLY_STEPS / CHUNK;
	const counts = early < count ? [early, count] : [count];
	const report: OverheadReport = {
		preset: PRESET,
		adapter: bench.gpu.name,
		stepsPerTurn: CHUNK,
		stretches: counts.map((turns) => stretchOf(turnMs, turns)),
		turnMs
	};
	printOverhead(report);
	return report;
}

const cell = (estimate: Estimate | undefined) =>
	estimate === undefined
		? ''
		: `${digits(estimate.value)} % (${digits(estimate.low)} - ${digits(estimate.high)})`;

function printOverhead({ adapter, stretches }: OverheadReport): void {
	print(
		`\nOverhead on ${adapter}: ${PRESET} in paired turns of ${String(CHUNK)} steps, in percent of the time of bare steps; in brackets 5 to 95 % of a bootstrap over the turns, among those that evaluate equally often`
	);
	for (const { steps, evaluations, added, overBare } of stretches) {
		print(`steps 0 to ${String(steps)}, ${String(evaluations)} evaluations`);
		print(
			formatTable(
				['with', 'adds', 'in all'],
				ARM_IDS.slice(1).map((arm) => [ARMS[arm], cell(added[arm]), cell(overBare[arm])])
			)
		);
	}
}
