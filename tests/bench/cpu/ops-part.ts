import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import type { Session } from '../../../src/engine/core/session.ts';
import type { PlanNode } from '../../../src/engine/graph/plan.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import { Trainer } from '../../../src/engine/trainer/train/trainer.ts';
import { loadKernels } from '../../../src/host/wasm-kernels.ts';
import { workOf } from '../kernels/flops.ts';
import { shapesOf } from '../kernels/kernel-rows.ts';
import type { BenchOptions } from '../options.ts';
import { specOfLink } from '../spec-of-link.ts';
import { digits, formatMarkdown, print } from '../table.ts';
import { NODE_HOST } from './node-lanes.ts';

/** Every op is timed so often, and its shortest time counts. */
const EVALUATIONS = 20;
const STEPS_EACH = 2;

/** Rows below this share of their segment are added up in one. */
const LEAST_SHARE = 0.01;

interface OpRow {
	readonly op: string;
	readonly shapes: string;
	/** So many nodes of the segment. */
	readonly count: number;
	readonly ms: number;
	readonly gflop: number;
	readonly hasKernel: boolean;
}

interface SegmentReport {
	readonly segment: string;
	readonly ms: number;
	readonly rows: readonly OpRow[];
	/** Share of the time that ops without a kernel take: their reference runs. */
	readonly shareWithoutKernel: number;
}

/** The shortest time of every node of every segment that ran. */
class NodeTimes {
	readonly #best = new Map<string, number[]>();
	#marks: number[] = [];

	/** To be called before every node. */
	readonly mark = (): void => {
		this.#marks.push(performance.now());
	};

	/** The session, whose executions are timed one by one. */
	timed(session: Session): Session {
		return {
			run: (segment, count) => {
				for (let i = 0; i < count; i++) {
					this.#marks = [];
					session.run(segment, 1);
					this.mark();
					this.#keep(segment);
				}
			},
			runInParts: (segment, parts) => session.runInParts(segment, parts),
			write: (name, data, count) => {
				session.write(name, data, count);
			},
			read: (requests) => session.read(requests),
			dispose: () => {
				session.dispose();
			}
		};
	}

	/** Milliseconds of every node. */
	of(segment: string): readonly number[] {
		return this.#best.get(segment) ?? [];
	}

	#keep(segment: string): void {
		const before = this.#best.get(segment);
		const times = this.#marks
			.slice(1)
			.map((end, i) => Math.min(end - (this.#marks[i] ?? NaN), before?.[i] ?? Infinity));
		this.#best.set(segment, times);
	}
}

const hasKernel = ({ op, inputs, outputs, attributes }: PlanNode): boolean =>
	op.wasm?.(
		{ input: (i) => inputs[i]?.shape ?? [], output: (i) => outputs[i]?.shape ?? [] },
		attributes
	) !== undefined;

/** Nodes of the same op and shapes are one row, the slowest first. */
function rowsOf(nodes: readonly PlanNode[], ms: readonly number[]): readonly OpRow[] {
	const rows = new Map<string, OpRow>();
	for (const [i, node] of nodes.entries()) {
		const shapes = shapesOf(node);
		const key = `${node.op.id} ${shapes}`;
		const before = rows.get(key);
		rows.set(key, {
			op: node.op.id,
			shapes,
			count: (before?.count ?? 0) + 1,
			ms: (before?.ms ?? 0) + (ms[i] ?? NaN),
			gflop: (before?.gflop ?? 0) + workOf(node).flop / 1e9,
			hasKernel: hasKernel(node)
		});
	}
	return [...rows.values()].sort((a, b) => b.ms - a.ms);
}

const sumOf = (rows: readonly OpRow[]): number => rows.reduce((sum, { ms }) => sum + ms, 0);

function printSegment({ segment, ms, rows, shareWithoutKernel }: SegmentReport): void {
	const percent = (part: number) => `${digits((100 * part) / ms)} %`;
	const shown = rows.filter((row) => row.ms >= LEAST_SHARE * ms);
	const others = rows.slice(shown.length);
	print(
		`\n${segment}: ${digits(ms)} ms, of which ops without a kernel take ${digits(100 * shareWithoutKernel)} %\n`
	);
	print(
		formatMarkdown(
			['op', 'shapes', 'nodes', 'ms', 'share', 'GFLOP/s', 'kernel'],
			[
				...shown.map((row) => [
					row.op,
					row.shapes,
					String(row.count),
					digits(row.ms),
					percent(row.ms),
					digits((1000 * row.gflop) / row.ms),
					row.hasKernel ? 'yes' : 'no'
				]),
				['others', '', String(others.length), digits(sumOf(others)), percent(sumOf(others)), '', '']
			]
		)
	);
}

/** Steps and evaluations of a run on one thread. */
async function measureRun(spec: RunSpec): Promise<readonly SegmentReport[]> {
	const run = buildRun(
		{ ...spec, steps: 1_000_000, evaluateEvery: STEPS_EACH },
		{ adapterKind: 'software' }
	);
	const times = new NodeTimes();
	const session = await WasmSession.open(run.plan, loadKernels, { onKernel: times.mark });
	const trainer = new Trainer(run, times.timed(session), NODE_HOST);
	await trainer.train({
		until: STEPS_EACH * EVALUATIONS,
		shouldStop: () => false,
		onBurst: () => undefined
	});
	session.dispose();
	return ['train', 'evaluate'].map((segment) => {
		const rows = rowsOf(run.plan.segments.get(segment) ?? [], times.of(segment));
		const ms = sumOf(rows);
		const slow = sumOf(rows.filter((row) => !row.hasKernel));
		return { segment, ms, rows, shareWithoutKernel: slow / ms };
	});
}

/** Every op of some links in WebAssembly, on one core of Node. */
export async function opsPart(options: BenchOptions): Promise<unknown> {
	const links: { readonly link: string; readonly segments: readonly SegmentReport[] }[] = [];
	for (const link of options.links) {
		print(`\n== ${link}`);
		const segments = await measureRun(specOfLink(link));
		segments.forEach(printSegment);
		links.push({ link, segments });
	}
	return { links };
}
