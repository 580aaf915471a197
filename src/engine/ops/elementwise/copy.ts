import { defineElementwise } from './elementwise.ts';

/** result = x: places a gradient that is shared or conflicts with another in its own slot. */
export const copy = defineElementwise({
	id: 'copy',
	inputs: ['x'],
	attributes: {},
	wasm: () => ({ kernel: 'copy' }),
	value: (x) => x,
	float32: () => 0,
	flop: 0,
	vjp: ({ cotangent }) => [cotangent(0)]
});
