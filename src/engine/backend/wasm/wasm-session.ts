import { LabError } from '../../core/lab-error.ts';
import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import type { Plan, PlanNode } from '../../graph/plan.ts';
import type { KernelShapes, Tensor, WasmCall } from '../../ops/define.ts';
import { placeOf, segmentOf, tensorOf } from '../plan-places.ts';
import { referenceContext } from '../reference-context.ts';
import type { KernelModule, LoadKernels } from '../../../host/kernel-module.ts';

type Step = () => void;

/** Buffers begin at multiples of so many bytes. */
const ALIGNMENT = 256;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

const shapesOf = ({ inputs, outputs }: PlanNode): KernelShapes => ({
	input: (i) => inputs[i]?.shape ?? [],
	output: (i) => outputs[i]?.shape ?? []
});

const callsOf = (node: PlanNode): readonly WasmCall[] | undefined =>
	node.op.wasm?.(shapesOf(node), node.attributes);

const bufferBytes = ({ buffers, replicas }: Plan): readonly number[] =>
	buffers.map(({ count, isShared }) => aligned(4 * count * (isShared ? 1 : replicas)));

/** Memory of a plan: its buffers, and what kernels use while they run. */
export function wasmBytes(plan: Plan): number {
	const calls = [...plan.segments.values()].flat().flatMap((node) => callsOf(node) ?? []);
	const scratch = calls.reduce((most, call) => Math.max(most, call.scratch ?? 0), 0);
	return bufferBytes(plan).reduce((sum, size) => sum + size, 0) + scratch + ALIGNMENT;
}

/**
 * The plan in float32 on the CPU. All buffers lie in one linear memory; an op without a kernel in
 * WebAssembly runs its reference on views of that memory. Every sum has a fixed order, so a plan
 * gives the same bits on every machine.
 */
export class WasmSession implements Session {
	readonly #plan: Plan;
	readonly #module: KernelModule;
	/** First byte of each buffer of the plan. */
	readonly #addresses: readonly number[];
	/** First byte of what kernels use while they run. */
	readonly #scratch: number;
	readonly #segments: ReadonlyMap<string, readonly Step[]>;
	readonly #onKernel: () => void;

	/**
	 * @param onKernel called before every kernel, so that long work can give signs of life
	 * @throws LabError `size-limit`
	 */
	static async open(
		plan: Plan,
		load: LoadKernels,
		onKernel: () => void = () => undefined
	): Promise<WasmSession> {
		return new WasmSession(plan, await load(wasmBytes(plan)), bufferBytes(plan), onKernel);
	}

	private constructor(
		plan: Plan,
		module: KernelModule,
		sizes: readonly number[],
		onKernel: () => void
	) {
		this.#plan = plan;
		this.#module = module;
		this.#onKernel = onKernel;
		let end = aligned(module.start);
		this.#addresses = sizes.map((size) => (end += size) - size);
		this.#scratch = end;
		this.#segments = new Map(
			[...plan.segments].map(([name, nodes]) => [name, nodes.flatMap((node) => this.#bind(node))])
		);
	}

	run(segment: string, count: number): void {
		const steps = segmentOf(this.#segments, segment);
		for (let i = 0; i < count; i++) for (const step of steps) this.#execute(step);
	}

	async runInParts(segment: string, { onPart }: Parts): Promise<void> {
		const steps = segmentOf(this.#segments, segment);
		for (const [i, step] of steps.entries()) {
			this.#execute(step);
			await onPart(i + 1, steps.length);
		}
	}

	write(name: string, data: NumericArray, ownCount?: number): void {
		const tensor = tensorOf(this.#plan, name);
		const count = ownCount ?? elementCount(tensor.shape);
		const copies = tensor.shared ? 1 : this.#plan.replicas;
		if (data.length !== count * copies) {
			throw new LabError(
				'internal',
				`write "${name}": expected ${String(count * copies)} elements, got ${String(data.length)}`
			);
		}
		for (let r = 0; r < copies; r++) {
			this.#view(tensor, r).set(data.subarray(r * count, (r + 1) * count));
		}
	}

	read(requests: readonly ReadRequest[]): Promise<readonly NumericArray[]> {
		return Promise.resolve(
			requests.map(({ name, count }) => {
				const tensor = tensorOf(this.#plan, name);
				const size = count ?? elementCount(tensor.shape);
				const copies = tensor.shared ? 1 : this.#plan.replicas;
				const parts = Array.from({ length: copies }, (_, r) =>
					this.#view(tensor, r).subarray(0, size)
				);
				const result =
					tensor.dtype === 'u32' ? new Uint32Array(size * copies) : new Float32Array(size * copies);
				for (const [r, part] of parts.entries()) result.set(part, r * size);
				return result;
			})
		);
	}

	dispose(): void {
		// The memory goes with the object.
	}

	#execute(step: Step): void {
		this.#onKernel();
		step();
	}

	#address(tensor: Tensor, replica: number): number {
		const { buffer, start } = placeOf(this.#plan, tensor, replica);
		return (this.#addresses[buffer] ?? NaN) + 4 * start;
	}

	#view(tensor: Tensor, replica: number): NumericArray {
		const { length } = placeOf(this.#plan, tensor, replica);
		const { memory } = this.#module;
		const address = this.#address(tensor, replica);
		return tensor.dtype === 'u32'
			? new Uint32Array(memory, address, length)
			: new Float32Array(memory, address, length);
	}

	#bind(node: PlanNode): readonly Step[] {
		const calls = callsOf(node);
		return Array.from({ length: this.#plan.replicas }, (_, replica) => {
			if (calls !== undefined) return calls.map((call) => this.#kernelStep(node, call, replica));
			const context = referenceContext(node, (tensor) => this.#view(tensor, replica));
			return [
				() => {
					node.op.reference(context);
				}
			];
		}).flat();
	}

	#kernelStep({ op, inputs, outputs }: PlanNode, call: WasmCall, replica: number): Step {
		const kernel = this.#module.kernels.get(call.kernel);
		if (kernel === undefined) {
			throw new LabError('internal', `op "${op.id}": WebAssembly has no kernel "${call.kernel}"`);
		}
		const tensors = [...inputs, ...outputs];
		const addresses = call.tensors.map((i) => {
			const tensor = tensors[i];
			if (tensor === undefined) {
				throw new LabError('internal', `op "${op.id}": no tensor ${String(i)}`);
			}
			return this.#address(tensor, replica);
		});
		const scratch = call.scratch === undefined ? [] : [this.#scratch];
		const args = [...addresses, ...call.numbers, ...scratch];
		if (kernel.length !== args.length) {
			throw new LabError(
				'internal',
				`kernel "${call.kernel}" of op "${op.id}": expected ${String(kernel.length)} arguments, got ${String(args.length)}`
			);
		}
		return () => {
			kernel(...args);
		};
	}
}
