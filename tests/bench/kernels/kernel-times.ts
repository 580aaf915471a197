import type { Plan, PlanNode } from '../../../src/engine/graph/plan.ts';
import type { GpuBench, LoadedRun } from '../gpu-bench.ts';

const SEGMENT = 'single ';
const NS_PER_MS = 1e6;

/** Every node of the train step, then every node of an evaluation. */
export const nodesOf = (plan: Plan): readonly PlanNode[] =>
	['train', 'evaluate'].flatMap((segment) => plan.segments.get(segment) ?? []);

/** The plan with every node as a segment of its own beside the whole segments. */
export function withSingleNodes(plan: Plan): Plan {
	const nodes = nodesOf(plan);
	const singles = nodes.map((node, i) => [`${SEGMENT}${String(i)}`, [node]] as const);
	return { ...plan, segments: new Map([...plan.segments, ...singles]) };
}

const segmentNumber = (label = '') =>
	label.startsWith(SEGMENT) ? Number(label.slice(SEGMENT.length)) : undefined;

/** Writes a timestamp before and after every pass over a single node, until `stop`. */
function watchPasses(device: GPUDevice, querySet: GPUQuerySet): { stop(): void } {
	const createCommandEncoder = device.createCommandEncoder.bind(device);
	device.createCommandEncoder = (descriptor) => {
		const encoder = createCommandEncoder(descriptor);
		const node = segmentNumber(descriptor?.label);
		if (node === undefined) return encoder;
		const begin = encoder.beginComputePass.bind(encoder);
		encoder.beginComputePass = (pass) =>
			begin({
				...pass,
				timestampWrites: {
					querySet,
					beginningOfPassWriteIndex: 2 * node,
					endOfPassWriteIndex: 2 * node + 1
				}
			});
		return encoder;
	};
	return {
		stop() {
			device.createCommandEncoder = createCommandEncoder;
		}
	};
}

/** One real step, node after node, each timed by the device. Milliseconds by node. */
async function timestampSweep(bench: GpuBench, { session }: LoadedRun, count: number) {
	const { device } = bench.gpu;
	const sizeBytes = 16 * count;
	const querySet = device.createQuerySet({ type: 'timestamp', count: 2 * count });
	const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
	const resolved = device.createBuffer({ size: sizeBytes, usage: QUERY_RESOLVE | COPY_SRC });
	const staging = device.createBuffer({ size: sizeBytes, usage: COPY_DST | MAP_READ });
	const watch = watchPasses(device, querySet);
	for (let i = 0; i < count; i++) session.run(`${SEGMENT}${String(i)}`, 1);
	watch.stop();
	const encoder = device.createCommandEncoder();
	encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
	encoder.copyBufferToBuffer(resolved, 0, staging, 0, sizeBytes);
	device.queue.submit([encoder.finish()]);
	await bench.gpu.guard(staging.mapAsync(GPUMapMode.READ));
	const stamps = new BigUint64Array(staging.getMappedRange().slice(0));
	for (const buffer of [resolved, staging]) buffer.destroy();
	querySet.destroy();
	return Array.from(
		{ length: count },
		(_, i) => Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)) / NS_PER_MS
	);
}

const LEAST_MS = 10;

/** CPU time of this process in ms: other work on the machine adds nothing to it. */
export function cpuMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1e3;
}

/**
 * A node repeated in one pass and timed from outside, for devices without usable timestamps.
 * @param now the clock, wall time unless given
 */
export async function repeatedTime(
	{ host }: GpuBench,
	{ session }: LoadedRun,
	node: number,
	now: () => number = host.now
): Promise<number> {
	const fence = () => session.read([{ name: 'train.clock' }]);
	for (let repeats = 1; ; repeats *= 4) {
		await fence();
		const startMs = now();
		session.run(`${SEGMENT}${String(node)}`, repeats);
		await fence();
		const elapsedMs = now() - startMs;
		if (elapsedMs >= LEAST_MS || repeats >= 4096) return elapsedMs / repeats;
	}
}

async function repeatedSweep(
	bench: GpuBench,
	loaded: LoadedRun,
	count: number,
	now?: () => number
): Promise<number[]> {
	const times: number[] = [];
	for (let i = 0; i < count; i++) times.push(await repeatedTime(bench, loaded, i, now));
	return times;
}

/**
 * CPU time of every node of the train step, for software adapters, which compute in this process.
 */
export async function cpuTimes(
	bench: GpuBench,
	loaded: LoadedRun,
	sweeps: number
): Promise<KernelTimes> {
	const count = loaded.run.plan.segments.get('train')?.length ?? 0;
	const ms: (readonly number[])[] = [];
	for (let i = 0; i < sweeps; i++) ms.push(await repeatedSweep(bench, loaded, count, cpuMs));
	return { method: 'CPU time', ms };
}

export interface KernelTimes {
	readonly method: 'timestamps' | 'repeated' | 'CPU time';
	/** [sweep][node] */
	readonly ms: readonly (readonly number[])[];
}

/** Timestamps that add up to less than this share of a step's time are taken for unusable. */
const USABLE_SHARE = 0.2;

/** Times every node of the train step, on a run loaded with `withSingleNodes`. */
export async function timeKernels(
	bench: GpuBench,
	loaded: LoadedRun,
	sweeps: number,
	stepMs: number
): Promise<KernelTimes> {
	const { session, run } = loaded;
	const count = run.plan.segments.get('train')?.length ?? 0;
	const sweep = async (one: typeof timestampSweep) => {
		// append-metrics moves the clock on, and the rings have a last row.
		session.write('train.clock', new Uint32Array(run.plan.replicas));
		return one(bench, loaded, count);
	};
	let method: KernelTimes['method'] = bench.hasTimestamps ? 'timestamps' : 'repeated';
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	if (method === 'timestamps' && sum(await sweep(timestampSweep)) < USABLE_SHARE * stepMs) {
		method = 'repeated';
	}
	const ms: (readonly number[])[] = [];
	for (let i = 0; i < sweeps; i++) {
		ms.push(await sweep(method === 'timestamps' ? timestampSweep : repeatedSweep));
	}
	return { method, ms };
}
