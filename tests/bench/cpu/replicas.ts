import { BENCH_CASES, describeCase } from '../bench-case.ts';
import type { BenchOptions } from '../options.ts';
import { rotated } from '../rotated.ts';
import { pairedRatio, summarize, type Summary } from '../statistics.ts';
import { digits, print, spread } from '../table.ts';
import { openWasmInNode, repeats, timeSteps } from './node-lanes.ts';

const SIZES = BENCH_CASES.p31;
const REPLICAS = 64;

/** Many runs in one plan beside one alone, in WebAssembly. */
export interface ReplicaReport {
	readonly replicas: number;
	/** Of a step of one run alone. */
	readonly aloneMs: Summary;
	/** Of a step of all replicas, per replica. */
	readonly perReplicaMs: Summary;
	readonly overAlone: Summary;
	/** One alone over another one alone. */
	readonly control: Summary;
	/** Of the tensors of all replicas. */
	readonly bytes: number;
}

/** In turns: one alone, its like, and all replicas. */
export async function measureReplicas(options: BenchOptions): Promise<ReplicaReport> {
	const open = async (replicas: number) => {
		const run = await openWasmInNode(SIZES, 1, replicas);
		const repeat = repeats((steps) => timeSteps(run, steps), options.repeatMs);
		await repeat();
		return { run, repeat, times: new Array<number>() };
	};
	const [alone, control, many] = [await open(1), await open(1), await open(REPLICAS)];
	for (let i = 0; i < options.repeats; i++) {
		for (const { repeat, times } of rotated([alone, control, many], i)) {
			times.push(await repeat());
		}
	}
	const each = many.times.map((ms) => ms / REPLICAS);
	for (const { run } of [alone, control, many]) run.dispose();
	return {
		replicas: REPLICAS,
		aloneMs: summarize(alone.times),
		perReplicaMs: summarize(each),
		overAlone: pairedRatio(each, alone.times),
		control: pairedRatio(control.times, alone.times),
		bytes: many.run.bytes
	};
}

export function printReplicas(report: ReplicaReport): void {
	const { replicas, aloneMs, perReplicaMs, overAlone, control, bytes } = report;
	print(
		`\n${String(replicas)} replicas at ${describeCase(SIZES)} in one plan, ours in WebAssembly in Node, 1 thread: ${spread(perReplicaMs, ' ms')} per step and replica, one alone ${spread(aloneMs, ' ms')}; per replica / one alone ${spread(overAlone, ' x')}, control ${spread(control, ' x')}; ${digits(bytes / 2 ** 20)} MiB`
	);
}
