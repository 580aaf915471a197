import fc from 'fast-check';
import type { TensorSpec } from '../../src/engine/core/tensor.ts';
import type { OpCase } from '../../src/engine/ops/op-case.ts';

/** A size from `min` (1) to `max`. */
export const size = (max: number, min = 1) => fc.integer({ min, max });
/** A case named by its shapes. */
export const opCase = (inputs: readonly TensorSpec[], rest: Partial<OpCase> = {}): OpCase => ({
	name: inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' '),
	inputs,
	attributes: {},
	...rest
});
