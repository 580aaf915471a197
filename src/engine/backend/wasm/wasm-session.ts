import { LabError } from '../../core/lab-error.ts';
import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import type { NumericArray } from '../../core/tensor.ts';
import { MOST_THREADS } from '../../core/threads.ts';
import type { Plan, PlanBuffer, PlanNode } from '../../graph/plan.ts';
import type { KernelShapes, Tensor, WasmCall, WasmParts } from '../../ops/define.ts';
import { CpuSegments, type Step } from '../cpu-segments.ts';
import { readTensors, writeTensor, type ViewOf } from '../cpu-tensors.ts';
import { placeOf } from '../plan-places.ts';
import { referenceContext } from '../reference-context.ts';
import type {
	BlockCall,
	KernelModule,
	KernelTeam,
	LoadKernels
} from '../../../host/kernel-module.ts';

/** Buffers begin at multiples of so many bytes. */
const ALIGNMENT = 256;

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

const shapesOf = ({ inputs, outputs }: PlanNode): KernelShapes => ({
	input: (i) => inputs[i]?.shape ?? [],
	output: (i) => outputs[i]?.shape ?? []
});

const callsOf = (node: PlanNode): readonly WasmCall[] | undefined =>
	node.op.wasm?.(shapesOf(node), node.attributes);

/** Replicas run one after the other, so all of them use the same memory for activations. */
const isOneForAll = ({ isShared, isPooled }: PlanBuffer): boolean => isShared || isPooled;

const bufferBytes = ({ buffers, replicas }: Plan): readonly number[] =>
	buffers.map((buffer) => aligned(4 * buffer.count * (isOneForAll(buffer) ? 1 : replicas)));

/** Bytes of scratch memory: what all threads share, and what each has for itself. */
function scratchOf(plan: Plan): { readonly shared: number; readonly own: number } {
	const calls = [...plan.segments.values()].flat().flatMap((node) => callsOf(node) ?? []);
	return {
		shared: aligned(Math.max(0, ...calls.map(({ scratch }) => scratch ?? 0))),
		own: aligned(Math.max(0, ...calls.map(({ ownScratch }) => ownScratch ?? 0)))
	};
}

/** Memory of a plan: its buffers, and what kernels use while they run. */
export function wasmBytes(plan: Plan): number {
	const { shared, own } = scratchOf(plan);
	const tensors = bufferBytes(plan).reduce((sum, size) => sum + size, 0);
	return tensors + shared + MOST_THREADS * own + ALIGNMENT;
}

/**
 * About how long a block of a divided call takes. A hand-over costs a few microseconds, and at the
 * end of a call all threads wait for the last block.
 */
const BLOCK_NS = 20_000;
const MOST_BLOCKS = 64;

/** How many parts a thread takes at a time: the same for any number of threads. */
function blockPartsOf({ count, ns }: WasmParts, blockNs: number): number {
	const blocks = Math.max(1, Math.min(MOST_BLOCKS, Math.floor((count * ns) / blockNs)));
	return Math.max(1, Math.ceil(count / blocks));
}

export interface WasmOptions {
	/** Called before every kernel, so that long work can report that it continues. */
	readonly onKernel?: (() => void) | undefined;
	/** About how long a block takes, in nanoseconds; tests divide small calls by a smaller one. */
	readonly blockNs?: number;
}

/** Where kernels find the scratch memory that they share, and that of each thread. */
interface Scratch {
	readonly shared: number;
	readonly own: number;
	readonly ownBytes: number;
}

/**
 * The plan in float32 on the CPU. All buffers lie in one linear memory; an op without a kernel in
 * WebAssembly runs its reference on views of that memory. Every sum has a fixed order, so a plan
 * gives the same bits on every machine, and on any number of threads.
 */
export class WasmSession implements Session {
	readonly #plan: Plan;
	readonly #module: KernelModule;
	/** First byte of each buffer of the plan. */
	readonly #addresses: readonly number[];
	readonly #scratch: Scratch;
	readonly #blockNs: number;
	/** Calls that are worth dividing among threads. */
	readonly #divided: BlockCall[] = [];
	#team: KernelTeam | undefined;
	readonly #segments: CpuSegments;

	/** @throws LabError `size-limit`, `no-wasm` */
	static async open(
		plan: Plan,
		load: LoadKernels,
		options: WasmOptions = {}
	): Promise<WasmSession> {
		const sizes = bufferBytes(plan);
		const needed = scratchOf(plan);
		const module = await load(wasmBytes(plan));
		const start = aligned(module.start) + sizes.reduce((sum, size) => sum + size, 0);
		const scratch = { shared: start, own: start + needed.shared, ownBytes: needed.own };
		const session = new WasmSession(plan, module, sizes, scratch, options);
		await session.#startTeam();
		return session;
	}

	private constructor(
		plan: Plan,
		module: KernelModule,
		sizes: readonly number[],
		scratch: Scratch,
		{ onKernel = () => undefined, blockNs = BLOCK_NS }: WasmOptions
	) {
		this.#plan = plan;
		this.#module = module;
		this.#scratch = scratch;
		this.#blockNs = blockNs;
		let end = aligned(module.start);
		this.#addresses = sizes.map((size) => (end += size) - size);
		const bound = [...plan.segments].map(([name, nodes]) => [name, this.#bindAll(nodes)] as const);
		this.#segments = new CpuSegments(new Map(bound), onKernel);
	}

	run(segment: string, count: number): void {
		this.#segments.run(segment, count);
	}

	runInParts(segment: string, parts: Parts): Promise<void> {
		return this.#segments.runInParts(segment, parts);
	}

	write(name: string, data: NumericArray, ownCount?: number): void {
		writeTensor(this.#plan, this.#viewOf, name, data, ownCount);
	}

	read(requests: readonly ReadRequest[]): Promise<readonly NumericArray[]> {
		return Promise.resolve(readTensors(this.#plan, this.#viewOf, requests, Float32Array));
	}

	dispose(): void {
		// The memory goes with the object.
		this.#team?.dispose();
		this.#team = undefined;
	}

	async #startTeam(): Promise<void> {
		if (this.#divided.length > 0) this.#team = await this.#module.startTeam?.(this.#divided);
	}

	#address(tensor: Tensor, replica: number): number {
		const { buffer } = placeOf(this.#plan, tensor, 0);
		const spec = this.#plan.buffers[buffer];
		const copy = spec !== undefined && isOneForAll(spec) ? 0 : replica;
		const { start } = placeOf(this.#plan, tensor, copy);
		return (this.#addresses[buffer] ?? NaN) + 4 * start;
	}

	readonly #viewOf: ViewOf = (tensor, replica) => {
		const { length } = placeOf(this.#plan, tensor, replica);
		const { memory } = this.#module;
		const address = this.#address(tensor, replica);
		return tensor.dtype === 'u32'
			? new Uint32Array(memory, address, length)
			: new Float32Array(memory, address, length);
	};

	/**
	 * A list of steps for each replica: its activations and weights stay in the cache. Replicas
	 * share only what no op writes.
	 */
	#bindAll(nodes: readonly PlanNode[]): readonly (readonly Step[])[] {
		return Array.from({ length: this.#plan.replicas }, (_, replica) =>
			nodes.map((node) => this.#bind(node, replica))
		);
	}

	#bind(node: PlanNode, replica: number): Step {
		const calls = callsOf(node);
		if (calls === undefined) {
			const context = referenceContext(node, (tensor) => this.#viewOf(tensor, replica));
			return () => {
				node.op.reference(context);
			};
		}
		const steps = calls.map((call) => this.#kernelStep(node, call, replica));
		return () => {
			for (const step of steps) step();
		};
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
		const { parts } = call;
		const { shared: start, own: ownStart, ownBytes } = this.#scratch;
		const shared = call.scratch === undefined ? [] : [start];
		const own = call.ownScratch === undefined ? [] : [ownStart];
		const head = [...addresses, ...call.numbers];
		const args = [...head, ...(parts === undefined ? [] : [0, parts.count]), ...shared, ...own];
		if (kernel.length !== args.length) {
			throw new LabError(
				'internal',
				`kernel "${call.kernel}" of op "${op.id}": expected ${String(kernel.length)} arguments, got ${String(args.length)}`
			);
		}
		const whole = () => {
			kernel(...args);
		};
		if (parts === undefined) return whole;
		const blockParts = blockPartsOf(parts, this.#blockNs);
		if (blockParts >= parts.count) return whole;
		const number = this.#divided.length;
		this.#divided.push({
			kernel: call.kernel,
			args: head,
			shared,
			own: own.length === 0 ? undefined : { start: ownStart, bytes: ownBytes },
			parts: parts.count,
			blockParts
		});
		return () => {
			if (this.#team === undefined) whole();
			else this.#team.run(number);
		};
	}
}
