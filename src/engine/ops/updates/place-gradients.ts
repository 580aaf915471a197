import { elementCount, f32 } from '../../core/tensor.ts';
import { bindings, defineOp, rowWorkgroups } from '../define.ts';
import { several } from '../op-case.ts';

/**
 * Gradients that one dispatch can place: with the flat buffer as many bindings as WebGPU allows.
 */
export const MOST_PLACED = 7;

/** Length of the flat buffer, and where in it each input goes: at0, at1, ... */
type Places = { readonly elements: number } & Readonly<Record<string, number>>;

/**
 * Copies gradients into their slots of the flat buffer [elements], which is otherwise left as it
 * is: those that could not be written there at once, since a dispatch cannot write to one buffer
 * through two bindings that overlap between replicas.
 */
export const placeGradients = defineOp<Places>({
	id: 'place-gradients',
	infer: (_, { elements }) => [f32(elements)],
	reference({ input, output, attributes }) {
		for (let i = 0; i < MOST_PLACED; i++) {
			const at = attributes[`at${String(i)}`];
			if (at !== undefined) output(0).set(input(i), at);
		}
	},
	kernel({ input }, places) {
		const numbers = Array.from({ length: MOST_PLACED }, (_, i) => i);
		const given = numbers.filter((i) => places[`at${String(i)}`] !== undefined);
		const counts = numbers.map((i) => (given.includes(i) ? elementCount(input(i)) : 0));
		const names = numbers.map((i) => `part${String(i)}`);
		return {
			shader: 'place-gradients',
			libraries: [],
			overrides: {},
			// Every binding needs a buffer: unused ones hold the first part, and are not read.
			bindings: bindings(...names, '*flat').map((binding, i) => ({
				...binding,
				tensor: i === MOST_PLACED ? given.length : given.includes(i) ? i : 0
			})),
			params: [
				...counts.map((size, i) => [`count${String(i)}`, 'u32', size] as const),
				...numbers.map((i) => [`at${String(i)}`, 'u32', places[`at${String(i)}`] ?? 0] as const)
			],
			workgroups: rowWorkgroups(Math.max(...counts), given.length)
		};
	},
	withoutGradient: 'It places gradients; losses are differentiated once.',
	float32: () => 0,
	flop: () => 0,
	// The gradients read, and written into their slots of the flat buffer.
	bytes: ({ input }, places) =>
		several(MOST_PLACED, (i) => (places[`at${String(i)}`] === undefined ? [] : [input(i)]))
			.flat()
			.reduce((sum, shape) => sum + 8 * elementCount(shape), 0),
	anyCase(draw) {
		const counts = several(draw.whole(1, MOST_PLACED), () => draw.whole(1, 150));
		const slots = counts.map((_, i) => [`at${String(i)}`, 192 * (counts.length - i)] as const);
		return {
			inputs: counts.map((count) => f32(count)),
			attributes: { elements: 192 * (counts.length + 1), ...Object.fromEntries(slots) }
		};
	},
	cases: [
		{ name: 'one', inputs: [f32(3, 5)], attributes: { elements: 256, at0: 64 } },
		{
			name: 'out of order',
			inputs: [f32(70), f32(1), f32(2, 9)],
			attributes: { elements: 320, at0: 128, at1: 64, at2: 256 }
		}
	]
});
