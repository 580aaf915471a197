import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import type { NumericArray } from '../../core/tensor.ts';
import type { Plan, PlanNode } from '../../graph/plan.ts';
import { CpuSegments, type Step } from '../cpu-segments.ts';
import { readTensors, writeTensor, type ViewOf } from '../cpu-tensors.ts';
import { placeOf } from '../plan-places.ts';
import { referenceContext } from '../reference-context.ts';

/**
 * Runs a plan in float64 on the CPU. Tests compare against it, and it trains if there is no GPU.
 */
export class ReferenceSession implements Session {
	readonly #plan: Plan;
	readonly #buffers: readonly NumericArray[];
	readonly #segments: CpuSegments;

	/**
	 * @param onKernel called before every kernel, so that long work can report that it continues
	 */
	constructor(plan: Plan, onKernel: () => void = () => undefined) {
		this.#plan = plan;
		this.#buffers = plan.buffers.map(({ dtype, count, isShared }) => {
			const length = count * (isShared ? 1 : plan.replicas);
			return dtype === 'u32' ? new Uint32Array(length) : new Float64Array(length);
		});
		const bound = [...plan.segments].map(
			([name, nodes]) => [name, [nodes.flatMap((node) => this.#bind(node))]] as const
		);
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
		return Promise.resolve(readTensors(this.#plan, this.#viewOf, requests, Float64Array));
	}

	dispose(): void {
		// Nothing to free: all buffers are plain arrays.
	}

	readonly #viewOf: ViewOf = (tensor, replica) => {
		const { buffer, start, length } = placeOf(this.#plan, tensor, replica);
		return (this.#buffers[buffer] ?? new Float64Array(0)).subarray(start, start + length);
	};

	#bind(node: PlanNode): readonly Step[] {
		return Array.from({ length: this.#plan.replicas }, (_, replica) => {
			const context = referenceContext(node, (tensor) => this.#viewOf(tensor, replica));
			return () => {
				node.op.reference(context);
			};
		});
	}
}
