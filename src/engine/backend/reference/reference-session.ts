import { LabError } from '../../core/lab-error.ts';
import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import type { Plan, PlanNode } from '../../graph/plan.ts';
import type { Tensor } from '../../ops/define.ts';
import { placeOf, segmentOf, tensorOf } from '../plan-places.ts';
import { referenceContext } from '../reference-context.ts';

type Step = () => void;

/**
 * Runs a plan in float64 on the CPU. Tests compare against it, and it trains if there is no GPU.
 */
export class ReferenceSession implements Session {
	readonly #plan: Plan;
	readonly #buffers: readonly NumericArray[];
	readonly #segments: ReadonlyMap<string, readonly Step[]>;

	readonly #onKernel: () => void;

	/**
	 * @param onKernel called before every kernel, so that long work can report that it continues
	 */
	constructor(plan: Plan, onKernel: () => void = () => undefined) {
		this.#plan = plan;
		this.#onKernel = onKernel;
		this.#buffers = plan.buffers.map(({ dtype, count, isShared }) => {
			const length = count * (isShared ? 1 : plan.replicas);
			return dtype === 'u32' ? new Uint32Array(length) : new Float64Array(length);
		});
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
				const result =
					tensor.dtype === 'u32' ? new Uint32Array(size * copies) : new Float64Array(size * copies);
				for (let r = 0; r < copies; r++) {
					result.set(this.#view(tensor, r).subarray(0, size), r * size);
				}
				return result;
			})
		);
	}

	dispose(): void {
		// Nothing to free: all buffers are plain arrays.
	}

	#execute(step: Step): void {
		this.#onKernel();
		step();
	}

	#view(tensor: Tensor, replica: number): NumericArray {
		const { buffer, start, length } = placeOf(this.#plan, tensor, replica);
		return (this.#buffers[buffer] ?? new Float64Array(0)).subarray(start, start + length);
	}

	#bind(node: PlanNode): readonly Step[] {
		return Array.from({ length: this.#plan.replicas }, (_, replica) => {
			const context = referenceContext(node, (tensor) => this.#view(tensor, replica));
			return () => {
				node.op.reference(context);
			};
		});
	}
}
