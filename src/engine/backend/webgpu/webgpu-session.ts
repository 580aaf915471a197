import { LabError } from '../../core/lab-error.ts';
import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import { rootOf } from '../../graph/graph-builder.ts';
import type { Plan, PlanNode } from '../../graph/plan.ts';
import type { KernelCall, Tensor } from '../../ops/define.ts';
import type { GpuDevice } from './gpu-device.ts';
import { callOf } from './kernel-call-of.ts';
import { encodeParams, PARAMS_STRIDE } from './params-buffer.ts';
import { createPipeline, pipelineKey, type Pipeline, type ShaderText } from './pipelines.ts';
import { Readback } from './readback.ts';

/** The time one part of a segment should take at most. */
const PART_MS = 250;

interface Dispatch {
	readonly pipeline: GPUComputePipeline;
	readonly tensors: GPUBindGroup;
	readonly params: GPUBindGroup;
	readonly workgroups: readonly [number, number];
}

interface Prepared {
	readonly node: PlanNode;
	readonly call: KernelCall;
	readonly key: string;
}

/** Binding of a tensor: buffer, byte offset, elements between replicas. */
interface Bound {
	readonly buffer: GPUBuffer;
	readonly offsetBytes: number;
	readonly sizeBytes: number;
	readonly stride: number;
	readonly copies: number;
}

/**
 * A plan on a device. Buffers, bind groups and pipelines are created once; a step only replays
 * them.
 */
export class WebGpuSession implements Session {
	readonly #gpu: GpuDevice;
	readonly #plan: Plan;
	readonly #buffers: readonly GPUBuffer[];
	readonly #params: GPUBuffer;
	readonly #segments: ReadonlyMap<string, readonly Dispatch[]>;
	readonly #readback: Readback;
	#isDisposed = false;

	private constructor(
		gpu: GpuDevice,
		plan: Plan,
		prepared: ReadonlyMap<string, readonly Prepared[]>,
		pipelines: ReadonlyMap<string, Pipeline>
	) {
		this.#gpu = gpu;
		this.#plan = plan;
		const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
		this.#buffers = plan.buffers.map(({ label, count, isShared }) =>
			gpu.device.createBuffer({ label, size: 4 * count * (isShared ? 1 : plan.replicas), usage })
		);
		const dispatchCount = [...prepared.values()].reduce((sum, list) => sum + list.length, 0);
		this.#params = gpu.device.createBuffer({
			label: 'params',
			size: Math.max(1, dispatchCount) * PARAMS_STRIDE,
			usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST
		});
		let dispatch = 0;
		this.#segments = new Map(
			[...prepared].map(([name, list]) => [
				name,
				list.map((item) => this.#bind(item, pipelines, dispatch++))
			])
		);
		this.#readback = new Readback(gpu);
	}

	/**
	 * Compiles a plan's kernels and allocates its buffers.
	 * @param onProgress called with (compiled, all) pipelines
	 * @throws LabError `shader-compilation`, `size-limit` (out of memory), `device-lost`,
	 * `gpu-error`
	 */
	static async create(
		gpu: GpuDevice,
		plan: Plan,
		shaders: ShaderText,
		onProgress: (done: number, total: number) => void = () => undefined
	): Promise<WebGpuSession> {
		const prepared = new Map<string, readonly Prepared[]>();
		const calls = new Map<string, KernelCall>();
		for (const [name, nodes] of plan.segments) {
			const list = nodes.map((node) => {
				const call = callOf(node, gpu.kind);
				const key = pipelineKey(call);
				calls.set(key, call);
				return { node, call, key };
			});
			prepared.set(name, list);
		}
		let done = 0;
		const compile = async ([key, call]: readonly [string, KernelCall]) => {
			const pipeline = await createPipeline(gpu, shaders, call);
			onProgress(++done, calls.size);
			return [key, pipeline] as const;
		};
		const pipelines = new Map(await Promise.all([...calls].map(compile)));
		gpu.device.pushErrorScope('out-of-memory');
		const session = new WebGpuSession(gpu, plan, prepared, pipelines);
		const outOfMemory = await gpu.guard(gpu.device.popErrorScope());
		if (outOfMemory !== null) {
			session.dispose();
			throw new LabError(
				'size-limit',
				'the adapter does not have enough memory for this run: choose a smaller p or width',
				outOfMemory.message
			);
		}
		return session;
	}

	run(segment: string, count: number): void {
		const dispatches = this.#dispatches(segment);
		this.#submit(segment, (pass) => {
			for (let i = 0; i < count; i++) this.#encode(pass, dispatches);
		});
	}

	async runInParts(segment: string, { now, onPart }: Parts): Promise<void> {
		const dispatches = this.#dispatches(segment);
		let size = 1;
		for (let done = 0; done < dispatches.length;) {
			const part = dispatches.slice(done, done + size);
			const startMs = now();
			this.#submit(segment, (pass) => {
				this.#encode(pass, part);
			});
			await this.#gpu.finished(this.#gpu.device.queue.onSubmittedWorkDone());
			done += part.length;
			await onPart(done, dispatches.length);
			// Firefox reports finished work only every 100 ms or so, so a shorter limit would keep
			// parts small for no reason.
			const isLong = now() - startMs > PART_MS;
			size = isLong ? Math.max(1, size >> 1) : 2 * size;
		}
	}

	write(name: string, data: NumericArray, ownCount?: number): void {
		const tensor = this.#tensor(name);
		const { buffer, offsetBytes, stride, copies } = this.#place(tensor);
		const count = ownCount ?? elementCount(tensor.shape);
		if (data.length !== count * copies) {
			throw new LabError(
				'internal',
				`write "${name}": expected ${String(count * copies)} elements, got ${String(data.length)}`
			);
		}
		const device = tensor.dtype === 'u32' ? Uint32Array.from(data) : Float32Array.from(data);
		for (let r = 0; r < copies; r++) {
			const at = offsetBytes + 4 * r * stride;
			this.#gpu.device.queue.writeBuffer(buffer, at, device, r * count, count);
		}
	}

	async read(requests: readonly ReadRequest[]): Promise<readonly NumericArray[]> {
		const encoder = this.#gpu.device.createCommandEncoder({ label: 'read' });
		let totalBytes = 0;
		const parts = requests.map(({ name, count }) => {
			const tensor = this.#tensor(name);
			const size = count ?? elementCount(tensor.shape);
			const place = this.#place(tensor);
			const part = { tensor, size, place, at: totalBytes };
			totalBytes += 4 * size * place.copies;
			return part;
		});
		const staging = this.#readback.take(totalBytes);
		for (const { size, place, at } of parts) {
			if (size === 0) continue;
			for (let r = 0; r < place.copies; r++) {
				const from = place.offsetBytes + 4 * r * place.stride;
				encoder.copyBufferToBuffer(place.buffer, from, staging, at + 4 * r * size, 4 * size);
			}
		}
		this.#gpu.device.queue.submit([encoder.finish()]);
		const bytes = await this.#readback.collect(staging, totalBytes);
		return parts.map(({ tensor, size, place, at }) =>
			tensor.dtype === 'u32'
				? new Uint32Array(bytes, at, size * place.copies)
				: new Float32Array(bytes, at, size * place.copies)
		);
	}

	dispose(): void {
		if (this.#isDisposed) return;
		this.#isDisposed = true;
		for (const buffer of this.#buffers) buffer.destroy();
		this.#params.destroy();
		this.#readback.dispose();
	}

	#dispatches(segment: string): readonly Dispatch[] {
		const dispatches = this.#segments.get(segment);
		if (dispatches !== undefined) return dispatches;
		throw new LabError('internal', `the plan has no segment "${segment}"`);
	}

	#submit(label: string, encode: (pass: GPUComputePassEncoder) => void): void {
		const encoder = this.#gpu.device.createCommandEncoder({ label });
		const pass = encoder.beginComputePass({ label });
		encode(pass);
		pass.end();
		this.#gpu.device.queue.submit([encoder.finish()]);
	}

	#encode(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
		for (const { pipeline, tensors, params, workgroups } of dispatches) {
			pass.setPipeline(pipeline);
			pass.setBindGroup(0, tensors);
			pass.setBindGroup(1, params);
			pass.dispatchWorkgroups(workgroups[0], workgroups[1], this.#plan.replicas);
		}
	}

	#tensor(name: string): Tensor {
		const tensor = this.#plan.tensors.get(name);
		if (tensor === undefined) throw new LabError('internal', `the plan has no tensor "${name}"`);
		return tensor;
	}

	#place(tensor: Tensor): Bound {
		const placement = this.#plan.placements.get(rootOf(tensor));
		const spec = placement && this.#plan.buffers[placement.buffer];
		const buffer = placement && this.#buffers[placement.buffer];
		if (placement === undefined || spec === undefined || buffer === undefined) {
			throw new LabError('internal', `tensor "${tensor.name}" has no buffer in the plan`);
		}
		const copies = spec.isShared ? 1 : this.#plan.replicas;
		const stride = spec.isShared ? 0 : spec.count;
		const elements = (copies - 1) * stride + elementCount(tensor.shape);
		// Rounded up to whole vec4s, for kernels that read four elements at a time. Every tensor is
		// padded to 64 elements, so these elements exist.
		const sizeBytes = 16 * Math.ceil(elements / 4);
		return { buffer, offsetBytes: 4 * placement.offset, sizeBytes, stride, copies };
	}

	#bind(
		{ node, call, key }: Prepared,
		pipelines: ReadonlyMap<string, Pipeline>,
		dispatch: number
	): Dispatch {
		const compiled = pipelines.get(key);
		if (compiled === undefined) throw new LabError('internal', `"${call.shader}" was not compiled`);
		const tensors = [...node.inputs, ...node.outputs];
		const places = call.bindings.map(({ tensor }) => {
			const bound = tensors[tensor];
			if (bound === undefined) throw new LabError('internal', `${node.op.id}: unbound tensor`);
			return this.#place(bound);
		});
		const { device } = this.#gpu;
		const strides = places.map(({ stride }) => stride);
		device.queue.writeBuffer(this.#params, dispatch * PARAMS_STRIDE, encodeParams(call, strides));
		const entries = places.map(({ buffer, offsetBytes, sizeBytes }, binding) => ({
			binding,
			resource: { buffer, offset: offsetBytes, size: sizeBytes }
		}));
		return {
			pipeline: compiled.pipeline,
			tensors: device.createBindGroup({
				label: node.op.id,
				layout: compiled.tensorLayout,
				entries
			}),
			params: device.createBindGroup({
				label: `${node.op.id} params`,
				layout: compiled.paramsLayout,
				entries: [
					{
						binding: 0,
						resource: {
							buffer: this.#params,
							offset: dispatch * PARAMS_STRIDE,
							size: PARAMS_STRIDE
						}
					}
				]
			}),
			workgroups: call.workgroups
		};
	}
}
