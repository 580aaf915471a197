import { quote } from '../core/quote.ts';
import { elementCount, type NumericArray, type Shape } from '../core/tensor.ts';
import type { NamedTensor } from './safetensors-codec.ts';

/** A trainable tensor's place in the flat layout of one replica. */
export interface Slot {
	readonly name: string;
	readonly shape: Shape;
	readonly offset: number;
}

/** Weights by name, copied out of the flat layout: float64 from float64, else float32. */
export function namedParameters(
	slots: readonly Slot[],
	flat: NumericArray
): ReadonlyMap<string, NamedTensor> {
	return new Map(
		slots.map(({ name, shape, offset }) => {
			const part = flat.subarray(offset, offset + elementCount(shape));
			const data = part instanceof Float64Array ? part.slice() : Float32Array.from(part);
			return [name, { shape, data }];
		})
	);
}

/**
 * A sentence for each reason why these tensors cannot be the weights of a model; empty if they can.
 */
export function parameterProblems(
	slots: readonly Slot[],
	tensors: ReadonlyMap<string, NamedTensor>
): readonly string[] {
	const names = new Set(slots.map(({ name }) => name));
	const wrong = slots.flatMap(({ name, shape }) => {
		const tensor = tensors.get(name);
		const expected = `tensor ${quote(name)}: expected shape [${shape.join(', ')}]`;
		if (tensor === undefined) return [`${expected}, got none`];
		return tensor.shape.join() === shape.join()
			? []
			: [`${expected}, got [${tensor.shape.join(', ')}]`];
	});
	const extra = [...tensors.keys()].filter((name) => !names.has(name));
	return [...wrong, ...extra.map((name) => `tensor ${quote(name)}: not one of this model`)];
}

/**
 * The flat layout [elements] of weights without `parameterProblems`; padding between tensors is
 * zero.
 */
export function flatParameters(
	slots: readonly Slot[],
	elements: number,
	tensors: ReadonlyMap<string, NamedTensor>
): Float64Array {
	const flat = new Float64Array(elements);
	for (const { name, offset } of slots) flat.set(tensors.get(name)?.data ?? [], offset);
	return flat;
}
