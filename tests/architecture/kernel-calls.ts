import type { AdapterKind, KernelCall, KernelShapes, OpSpec } from '../../src/engine/ops/define.ts';
import type { OpCase } from '../../src/engine/ops/op-case.ts';
import type { Shape } from '../../src/engine/core/tensor.ts';

const ADAPTER_KINDS: readonly AdapterKind[] = ['gpu', 'software'];

function shapeAt(shapes: readonly Shape[], what: string): (i: number) => Shape {
	return (i) => {
		const shape = shapes[i];
		if (shape === undefined) throw new Error(`${what} ${i}: the op has ${shapes.length}`);
		return shape;
	};
}

function shapesOf(op: OpSpec, { inputs, attributes }: OpCase): KernelShapes {
	const input = shapeAt(
		inputs.map(({ shape }) => shape),
		'input'
	);
	const outputs = op.infer(input, attributes).map(({ shape }) => shape);
	return { input, output: shapeAt(outputs, 'output') };
}

export interface TitledCall extends KernelCall {
	readonly kind: AdapterKind;
	/** Case and kind of adapter, for messages. */
	readonly title: string;
}

/** Every dispatch of an op's cases, on every kind of adapter. */
export function callsOf(op: OpSpec): readonly TitledCall[] {
	return op.cases.flatMap((item) =>
		ADAPTER_KINDS.map((kind) => ({
			kind,
			title: `${item.name}, ${kind}`,
			...op.kernel(shapesOf(op, item), item.attributes, kind)
		}))
	);
}
