import { createRng, type Rng } from '../../../src/engine/core/rng.ts';
import {
	elementCount,
	type NumericArray,
	type TensorSpec
} from '../../../src/engine/core/tensor.ts';
import { groupBySegment } from '../../../src/engine/graph/group-by-segment.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import { ops } from '../../../src/engine/ops/index.ts';

/** Every case that an op declares, as rows of a `test.each`. */
export const DECLARED_CASES: readonly {
	readonly op: OpSpec;
	readonly opCase: OpCase;
	readonly title: string;
}[] = ops.all.flatMap((op) =>
	op.cases.map((opCase) => ({ op, opCase, title: `${op.id}: ${opCase.name}` }))
);

/**
 * One replica's value of every input. Floats are float32 values, so that both backends start from
 * the same numbers.
 */
export type CaseInputs = readonly NumericArray[];

const uniform = (rng: Rng) => Math.fround(2 * rng.nextUniform() - 1);

function drawFree(spec: TensorSpec, bound: number, isPositive: boolean, rng: Rng): NumericArray {
	const length = elementCount(spec.shape);
	if (spec.dtype === 'u32') return Uint32Array.from({ length }, () => rng.nextBelow(bound));
	return Float64Array.from({ length }, () => (isPositive ? Math.abs(uniform(rng)) : uniform(rng)));
}

/**
 * Draws the inputs of a case for one replica: floats in (-1, 1), indices below their bounds,
 * grouped index lists.
 */
export function drawInputs(opCase: OpCase, seed: number): CaseInputs {
	const rng = createRng(seed, 'probe');
	const { inputs, bounds = {}, positive = [], fixed = {}, indexLists = [] } = opCase;
	const arrays = inputs.map((spec, i): NumericArray => {
		const values = fixed[i];
		if (values === undefined) return drawFree(spec, bounds[i] ?? 1, positive.includes(i), rng);
		return spec.dtype === 'u32' ? Uint32Array.from(values) : Float64Array.from(values, Math.fround);
	});
	for (const [order, offsets, index] of indexLists) {
		const segments = (arrays[offsets]?.length ?? 1) - 1;
		const length = arrays[order]?.length ?? 0;
		const drawn = Uint32Array.from({ length }, () => rng.nextBelow(segments));
		const grouped = groupBySegment(drawn, segments);
		arrays[order] = grouped.order;
		arrays[offsets] = grouped.offsets;
		if (index !== undefined) arrays[index] = drawn;
	}
	return arrays;
}
