import type { GpuDevice } from '../../../src/engine/backend/webgpu/gpu-device.ts';
import type { AdapterKind } from '../../../src/engine/ops/define.ts';
import { summarize, type Summary } from '../statistics.ts';

/** Peak rates of the adapter, measured with kernels that do nothing else. */
export interface Roofline {
	/** Multiply-adds, as 1e9 FLOP/s. */
	readonly gflops: Summary;
	/** By working set, the smallest first. */
	readonly memory: readonly Bandwidth[];
}

/** The better of copying and adding two arrays, read and written bytes together. */
export interface Bandwidth {
	/** All that the kernel touches, again and again: what fits into a cache comes from there. */
	readonly workingSetBytes: number;
	/** 1e9 B/s. */
	readonly gigabytes: Summary;
}

const WORKGROUP = 64;
const ROUNDS = 256;
/** Independent chains, so that the latency of one multiply-add hides behind the others. */
const CHAINS = 8;

/**
 * `type` is what one chain holds: vec4s for devices that compute on vectors, scalars for those on
 * lanes.
 */
function multiplyAddShader(type: 'f32' | 'vec4f'): string {
	const names = Array.from({ length: CHAINS }, (_, i) => `x${String(i)}`);
	return `
@group(0) @binding(0) var<storage, read_write> y: array<${type}>;
@compute @workgroup_size(${String(WORKGROUP)})
fn main(@builtin(global_invocation_id) gid: vec3u) {
	let a = ${type}(0.999 + f32(gid.x % 7u) * 1e-5);
	let b = ${type}(f32(gid.x % 5u) * 1e-5);
	${names.map((name, i) => `var ${name} = ${type}(${String(i)}.0);`).join('\n\t')}
	for (var i = 0u; i < ${String(ROUNDS)}u; i++) {
		${names.map((name) => `${name} = ${name} * a + b;`).join('\n\t\t')}
	}
	y[gid.x] = ${names.join(' + ')};
}`;
}

const COPY_SHADER = `
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@compute @workgroup_size(${String(WORKGROUP)})
fn main(@builtin(global_invocation_id) gid: vec3u) {
	y[gid.x] = x[gid.x];
}`;

const ADD_SHADER = `
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(2) var<storage, read> z: array<vec4f>;
@compute @workgroup_size(${String(WORKGROUP)})
fn main(@builtin(global_invocation_id) gid: vec3u) {
	y[gid.x] = x[gid.x] + z[gid.x];
}`;

const EMPTY_SHADER = `
@group(0) @binding(0) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(1)
fn main() {
	y[0] += 1u;
}`;

/** What one workgroup reads or writes of one array. */
const GROUP_BYTES = 16 * WORKGROUP;

/** From what a small kernel touches to more than the caches hold: those of a large GPU too. */
const WORKING_SETS = {
	software: [2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24, 2 ** 26],
	gpu: [2 ** 20, 2 ** 22, 2 ** 24, 2 ** 26, 2 ** 27 - 2 ** 20]
} as const satisfies Record<AdapterKind, readonly number[]>;

interface Kernel {
	readonly pipeline: GPUComputePipeline;
	readonly group: GPUBindGroup;
}

async function prepare(
	{ device }: GpuDevice,
	code: string,
	buffers: readonly GPUBuffer[]
): Promise<Kernel> {
	const module = device.createShaderModule({ code });
	const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
	const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
	const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
	return { pipeline, group };
}

/** Milliseconds of one pass of `count` dispatches. */
async function timePass(
	gpu: GpuDevice,
	now: () => number,
	{ pipeline, group }: Kernel,
	workgroups: number,
	count: number
): Promise<number> {
	const { device } = gpu;
	await gpu.guard(device.queue.onSubmittedWorkDone());
	const startMs = now();
	const encoder = device.createCommandEncoder();
	const pass = encoder.beginComputePass();
	for (let i = 0; i < count; i++) {
		// Changes kernels between dispatches, as a session does.
		pass.setPipeline(pipeline);
		pass.setBindGroup(0, group);
		pass.dispatchWorkgroups(workgroups);
	}
	pass.end();
	device.queue.submit([encoder.finish()]);
	await gpu.guard(device.queue.onSubmittedWorkDone());
	return now() - startMs;
}

/** Time of one dispatch, with enough of them in a pass that the submission does not count. */
async function timeDispatch(
	gpu: GpuDevice,
	now: () => number,
	kernel: Kernel,
	workgroups: number,
	repeats: number
): Promise<readonly number[]> {
	const leastMs = 50;
	let count = 1;
	while ((await timePass(gpu, now, kernel, workgroups, count)) < leastMs && count < 65536) {
		count *= 2;
	}
	const times: number[] = [];
	for (let i = 0; i < repeats; i++) {
		times.push((await timePass(gpu, now, kernel, workgroups, count)) / count);
	}
	return times;
}

/** By the best repeat: other work on the machine can only slow it down. */
const better = (a: Summary, b: Summary): Summary => (a.high > b.high ? a : b);

/** The better of two measurements, each number for itself. */
export function bestRoofline(a: Roofline, b: Roofline): Roofline {
	return {
		gflops: better(a.gflops, b.gflops),
		memory: a.memory.map(({ workingSetBytes, gigabytes }, i) => ({
			workingSetBytes,
			gigabytes: better(gigabytes, b.memory[i]?.gigabytes ?? gigabytes)
		}))
	};
}

type Measure = (kernel: Kernel, workgroups: number) => Promise<readonly number[]>;

async function measureGflops(gpu: GpuDevice, measure: Measure, y: GPUBuffer): Promise<Summary> {
	const workgroups = gpu.kind === 'gpu' ? 16384 : 256;
	const results: Summary[] = [];
	for (const [type, width] of [
		['f32', 1],
		['vec4f', 4]
	] as const) {
		const kernel = await prepare(gpu, multiplyAddShader(type), [y]);
		const flop = 2 * width * CHAINS * ROUNDS * WORKGROUP * workgroups;
		results.push(summarize((await measure(kernel, workgroups)).map((ms) => flop / ms / 1e6)));
	}
	return results.reduce(better);
}

async function measureMemory(
	gpu: GpuDevice,
	measure: Measure,
	buffers: readonly [GPUBuffer, GPUBuffer, GPUBuffer]
): Promise<readonly Bandwidth[]> {
	const [x, y, z] = buffers;
	const ways = [
		{ kernel: await prepare(gpu, COPY_SHADER, [x, y]), arrays: 2 },
		{ kernel: await prepare(gpu, ADD_SHADER, [x, y, z]), arrays: 3 }
	];
	const memory: Bandwidth[] = [];
	for (const workingSetBytes of WORKING_SETS[gpu.kind]) {
		const results: Summary[] = [];
		for (const { kernel, arrays } of ways) {
			const groups = Math.floor(workingSetBytes / arrays / GROUP_BYTES);
			const bytes = arrays * GROUP_BYTES * groups;
			results.push(summarize((await measure(kernel, groups)).map((ms) => bytes / ms / 1e6)));
		}
		memory.push({ workingSetBytes, gigabytes: results.reduce(better) });
	}
	return memory;
}

export async function measureRoofline(
	gpu: GpuDevice,
	now: () => number,
	repeats: number
): Promise<Roofline> {
	const size = Math.max(...WORKING_SETS[gpu.kind]) / 2;
	const create = () => gpu.device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
	const buffers = [create(), create(), create()] as const;
	const measure: Measure = (kernel, workgroups) =>
		timeDispatch(gpu, now, kernel, workgroups, repeats);
	const gflops = await measureGflops(gpu, measure, buffers[1]);
	const memory = await measureMemory(gpu, measure, buffers);
	for (const buffer of buffers) buffer.destroy();
	return { gflops, memory };
}

/** Milliseconds that so many dispatches take that do next to nothing, one waiting for the other. */
export async function measureDispatchFloor(
	gpu: GpuDevice,
	now: () => number,
	dispatches: number,
	repeats: number
): Promise<Summary> {
	const y = gpu.device.createBuffer({ size: 256, usage: GPUBufferUsage.STORAGE });
	const kernel = await prepare(gpu, EMPTY_SHADER, [y]);
	const times = await timeDispatch(gpu, now, kernel, 1, repeats);
	y.destroy();
	return summarize(times.map((ms) => ms * dispatches));
}
