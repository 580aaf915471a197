import { LabError } from '../../core/lab-error.ts';
import type { Parts, ReadRequest, Session } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import { rootOf } from '../../graph/graph-builder.ts';
import type { Plan, PlanNode } from '../../graph/plan.ts';
import type { Attributes, ReferenceContext, Tensor } from '../../ops/define.ts';

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
		const steps = this.#steps(segment);
		for (let i = 0; i < count; i++) for (const step of steps) this.#execute(step);
	}

	async runInParts(segment: string, { onPart }: Parts): Promise<void> {
		const steps = this.#steps(segment);
		for (const [i, step] of steps.entries()) {
			this.#execute(step);
			await onPart(i + 1, steps.length);
		}
	}

	write(name: string, data: NumericArray, ownCount?: number): void {
		const tensor = this.#tensor(name);
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
				const tensor = this.#tensor(name);
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

	#steps(segment: string): readonly Step[] {
		const steps = this.#segments.get(segment);
		if (steps === undefined) throw new LabError('internal', `the plan has no segment "${segment}"`);
		return steps;
	}

	#execute(step: Step): void {
		this.#onKernel();
		step();
	}

	#tensor(name: string): Tensor {
		const tensor = this.#plan.tensors.get(name);
		if (tensor === undefined) throw new LabError('internal', `the plan has no tensor "${name}"`);
		return tensor;
	}

	#view(tensor: Tensor, replica: number): NumericArray {
		const placement = this.#plan.placements.get(rootOf(tensor));
		const spec = placement && this.#plan.buffers[placement.buffer];
		const buffer = placement && this.#buffers[placement.buffer];
		if (placement === undefined || spec === undefined || buffer === undefined) {
			throw new LabError('internal', `tensor "${tensor.name}" has no buffer in the plan`);
		}
		const start = (spec.isShared ? 0 : replica * spec.count) + placement.offset;
		return buffer.subarray(start, start + elementCount(tensor.shape));
	}

	#bind(node: PlanNode): readonly Step[] {
		const { op, inputs, outputs, attributes } = node;
		const pick = <T>(list: readonly T[], i: number): T => {
			const item = list[i];
			if (item === undefined) throw new LabError('internal', `${op.id}: no tensor ${String(i)}`);
			return item;
		};
		return Array.from({ length: this.#plan.replicas }, (_, replica) => {
			const inputArrays = inputs.map((tensor) => this.#view(tensor, replica));
			const outputArrays = outputs.map((tensor) => this.#view(tensor, replica));
			const context: ReferenceContext<Attributes> = {
				input: (i) => pick(inputArrays, i),
				output: (i) => pick(outputArrays, i),
				inputShape: (i) => pick(inputs, i).shape,
				outputShape: (i) => pick(outputs, i).shape,
				attributes
			};
			return () => {
				op.reference(context);
			};
		});
	}
}
