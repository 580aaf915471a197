import { axis, type NumericArray } from '../../../src/engine/core/tensor.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import { rounded, type ErrorContext, type OpCase } from '../../../src/engine/ops/op-case.ts';
import type { CaseInputs } from './op-case.ts';
import { referenceOp } from './run-op.ts';

function contextOf(
	op: OpSpec,
	opCase: OpCase,
	inputs: CaseInputs
): ErrorContext<OpCase['attributes']> {
	const inputShape = (i: number) => opCase.inputs[i]?.shape ?? [];
	return {
		inputs,
		attributes: opCase.attributes,
		input: (i) => inputs[i] ?? new Float64Array(0),
		inputShape,
		size: (input, at) => axis(inputShape(input), at),
		reference(given, attributes = opCase.attributes) {
			const { outputs, updated } = referenceOp(op, { ...opCase, attributes }, given);
			return [...outputs, ...updated];
		}
	};
}

/** Largest allowed error of every element: of the outputs, then of the updated inputs. */
export function errorBounds(
	op: OpSpec,
	opCase: OpCase,
	inputs: CaseInputs
): readonly NumericArray[] {
	const context = contextOf(op, opCase, inputs);
	const errors = op.float32(context);
	const magnitudes = context.reference(inputs.map((array) => array.map(Math.abs)));
	return magnitudes.map((magnitude, i) => {
		const error = typeof errors === 'number' ? errors : (errors[i] ?? NaN);
		return typeof error === 'number' ? rounded(error, magnitude) : error;
	});
}
