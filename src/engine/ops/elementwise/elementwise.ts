import { elementCount, f32, type TensorSpec } from '../../core/tensor.ts';
import {
	bindings,
	defineOp,
	linearWorkgroups,
	type Attributes,
	type Differentiable,
	type KernelCall,
	type OpSpec,
	type WithoutGradient,
	type WasmParts
} from '../define.ts';
import { several, type Draw } from '../op-case.ts';

/** Numbers in a part of an elementwise kernel in WebAssembly (parts.as.ts). */
const PART = 64;

/** Parts of an elementwise kernel: a number that is loaded and stored takes 0.2 ns. */
export const elementParts = (count: number, ns = 0.2): WasmParts => ({
	count: Math.ceil(count / PART),
	ns: PART * ns
});

/** What an elementwise op adds to the shared frame: same-shape inputs, one output of that shape. */
interface ElementwiseFrame<A extends Attributes> {
	readonly id: string;
	/** Binding names of the inputs. */
	readonly inputs: readonly string[];
	/** The function of one element of each input. */
	value(x: number, y: number, attributes: A): number;
	readonly params?: (attributes: A) => KernelCall['params'];
	/**
	 * Its kernel in WebAssembly (elementwise.as.ts), what it takes after the count, and about how
	 * many nanoseconds a number takes.
	 */
	readonly wasm?: (attributes: A) => {
		readonly kernel: string;
		readonly numbers?: readonly number[];
		readonly ns?: number;
	};
	/** Stems in shaders/lib/ that the kernel needs. */
	readonly libraries?: readonly string[];
	/** Of the declared cases. */
	readonly attributes: A;
	/** Attributes of cases of any shape; those of the declared cases by default. */
	anyAttributes?(draw: Draw): A;
	/** Roundings on the way, or the error itself; one rounding by default. */
	readonly float32?: NonNullable<OpSpec<A>['float32']>;
	/** Of one element, 1 by default. */
	readonly flop?: number;
}

type Elementwise<A extends Attributes> = ElementwiseFrame<A> &
	(Differentiable<A> | WithoutGradient);

/** The vjp, or the reason to have none. */
const gradientOf = <A extends Attributes>(spec: Elementwise<A>) =>
	spec.vjp === undefined ? { withoutGradient: spec.withoutGradient } : { vjp: spec.vjp };

/** Defines an elementwise op whose kernel is `<id>.wgsl`, with the output bound as `result`. */
export function defineElementwise<A extends Attributes>(spec: Elementwise<A>): OpSpec<A> {
	const shapes: readonly TensorSpec[] = [f32(1), f32(65), f32(7, 19), f32(2, 3, 5)];
	return defineOp<A>({
		...gradientOf(spec),
		id: spec.id,
		infer: (input) => [f32(...input(0))],
		reference({ input, output, attributes }) {
			const x = input(0);
			const y = spec.inputs.length > 1 ? input(1) : x;
			const result = output(0);
			for (let i = 0; i < result.length; i++) {
				result[i] = spec.value(x[i] ?? 0, y[i] ?? 0, attributes);
			}
		},
		wasm({ output }, attributes) {
			const own = spec.wasm?.(attributes);
			if (own === undefined) return undefined;
			const tensors = [...spec.inputs.keys(), spec.inputs.length];
			const numbers = [elementCount(output(0)), ...(own.numbers ?? [])];
			const parts = elementParts(elementCount(output(0)), own.ns);
			return [{ kernel: own.kernel, tensors, numbers, parts }];
		},
		kernel({ output }, attributes) {
			const count = elementCount(output(0));
			return {
				shader: spec.id,
				libraries: spec.libraries ?? [],
				overrides: {},
				bindings: bindings(...spec.inputs, '*result'),
				params: [['count', 'u32', count], ...(spec.params?.(attributes) ?? [])],
				workgroups: linearWorkgroups(count)
			};
		},
		anyCase(draw) {
			const shape = f32(...several(draw.whole(1, 3), () => draw.whole(1, 13)));
			return {
				inputs: spec.inputs.map(() => shape),
				attributes: spec.anyAttributes?.(draw) ?? spec.attributes
			};
		},
		float32: spec.float32 ?? (() => 1),
		flop: ({ output }) => (spec.flop ?? 1) * elementCount(output(0)),
		cases: shapes.map((shape) => ({
			name: `[${shape.shape.join(', ')}]`,
			inputs: spec.inputs.map(() => shape),
			attributes: spec.attributes
		}))
	});
}
