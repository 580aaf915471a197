import { configOf } from '../../src/config/preset-config.ts';
import { resolveRun } from '../../src/config/resolve.ts';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { isEvaluated } from '../../src/engine/trainer/evaluation-grid.ts';
import { Schedule } from '../../src/engine/trainer/schedule.ts';
import { TRAIN_SLOTS } from '../../src/engine/trainer/build-run.ts';
import { loadRun, type GpuBench, type LoadedRun } from './gpu-bench.ts';
import type { BenchOptions } from './options.ts';
import { summarize, type Summary } from './statistics.ts';
import { formatTable, print, spread } from './table.ts';

const PRESET = 'quick-start';
/** Steps in one turn: about the interval in which a slow moment of the machine passes. */
const CHUNK = 50;
/** No evaluation after step 0 within a preset's budget. */
const RARELY = 20_000;

export interface OverheadReport {
	readonly preset: string;
	readonly adapter: string;
	readonly steps: number;
	/** Steps evaluated on the default grid within these steps. */
	readonly evaluations: number;
	/** Extra time in percent over training with nothing read but at the end of every chunk. */
	readonly all: Summary;
	/** The same without evaluation and spectrum: losses of every step and states alone. */
	readonly telemetry: Summary;
	/** Extra time in percent of evaluation and spectrum, over the same trainer without them. */
	readonly evaluation: Summary;
}

/** Trains without trainer: schedule, steps, and one number read, so that a chunk has an end. */
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

/** Milliseconds of a whole stretch by arm, the arms' chunks in turns from step 0 on. */
async function measureStretch(bench: GpuBench, spec: RunSpec, steps: number) {
	const sparse: RunSpec = { ...spec, evaluateEvery: RARELY };
	const arms = {
		all: await loadRun(bench, spec),
		telemetry: await loadRun(bench, sparse),
		bare: await loadRun(bench, sparse)
	};
	const bare = bareTimer(bench, arms.bare);
	await arms.telemetry.trainer.evaluateNow(() => undefined);
	const totals = { all: 0, telemetry: 0, bare: 0 };
	for (let done = 0; done < steps; done += CHUNK) {
		totals.all += await arms.all.time(CHUNK);
		totals.telemetry += await arms.telemetry.time(CHUNK);
		totals.bare += await bare(CHUNK);
	}
	const nodes = (segment: string) => arms.all.run.plan.segments.get(segment)?.length ?? 0;
	for (const { session } of Object.values(arms)) session.dispose();
	return { totals, dispatches: { train: nodes('train'), evaluate: nodes('evaluate') } };
}

const evaluatedSteps = (steps: number): number =>
	Array.from({ length: steps + 1 }, (_, step) => step).filter((step) =>
		isEvaluated(step, undefined)
	).length;

/** (5) What evaluation, spectrum and telemetry cost at the default cadence. */
export async function overheadPart(
	bench: GpuBench,
	options: BenchOptions
): Promise<OverheadReport> {
	const spec = resolveRun(configOf(PRESET));
	const steps = Math.ceil(options.overheadSteps / CHUNK) * CHUNK;
	const repeats = Math.min(3, options.repeats);
	const all: number[] = [];
	const telemetry: number[] = [];
	const evaluation: number[] = [];
	let dispatches = { train: 0, evaluate: 0 };
	for (let repeat = 0; repeat < repeats; repeat++) {
		const measured = await measureStretch(bench, spec, steps);
		const { totals } = measured;
		({ dispatches } = measured);
		all.push(100 * (totals.all / totals.bare - 1));
		telemetry.push(100 * (totals.telemetry / totals.bare - 1));
		evaluation.push(100 * (totals.all / totals.telemetry - 1));
	}
	const report: OverheadReport = {
		preset: PRESET,
		adapter: bench.gpu.name,
		steps,
		evaluations: evaluatedSteps(steps),
		all: summarize(all),
		telemetry: summarize(telemetry),
		evaluation: summarize(evaluation)
	};
	print(
		`\nOverhead on ${bench.gpu.name}: ${PRESET}, steps 0 to ${String(steps)}, ${String(report.evaluations)} evaluations of ${String(dispatches.evaluate)} dispatches among steps of ${String(dispatches.train)}`
	);
	print(
		formatTable(
			['', 'extra time'],
			[
				['losses of every step and states, over bare steps', spread(report.telemetry, ' %')],
				['evaluation and spectrum, over a run without', spread(report.evaluation, ' %')],
				['all of them, over bare steps', spread(report.all, ' %')]
			]
		)
	);
	return report;
}
