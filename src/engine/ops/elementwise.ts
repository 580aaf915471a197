import { elementCount, f32, type TensorSpec } from '../core/tensor.ts';
import {
	bindings,
	defineOp,
	linearWorkgroups,
	type Attributes,
	type KernelCall,
	type OpSpec
} from './define.ts';
import { several, type Draw } from './op-case.ts';

/** What an elementwise op adds to the shared frame: same-shape inputs, one output of that shape. */
interface Elementwise<A extends Attributes> {
	readonly id: string;
	/** Binding names of the inputs. */
	readonly inputs: readonly string[];
	/** The function of one element of each input. */
	value(x: number, y: number, attributes: A): number;
	readonly params?: (attributes: A) => KernelCall['params'];
	/** Stems in shaders/lib/ that the kernel needs. */
	readonly libraries?: readonly string[];
	readonly vjp?: NonNullable<OpSpec<A>['vjp']>;
	/** Why there is no gradient, where there is no vjp. */
	readonly withoutGradient?: string;
	/** Of the declared cases. */
	readonly attributes: A;
	/** Attributes of cases of any shape; those of the declared cases by default. */
	anyAttributes?(draw: Draw): A;
	/** Roundings on the way, or the error itself; one rounding by default. */
	readonly float32?: NonNullable<OpSpec<A>['float32']>;
	/** Of one element, 1 by default. */
	readonly flop?: number;
}

/** The vjp, or the reason to have none. */
function gradientOf<A extends Attributes>({ vjp, withoutGradient }: Elementwise<A>) {
	if (vjp !== undefined) return { vjp };
	return withoutGradient === undefined ? {} : { withoutGradient };
}

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
