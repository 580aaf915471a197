import { defineElementwise } from './elementwise.ts';

/** result = x + y, same shapes. */
export const add = defineElementwise({
	id: 'add',
	inputs: ['x', 'y'],
	attributes: {},
	wasm: () => ({ kernel: 'add' }),
	value: (x, y) => x + y,
	vjp: ({ cotangent }) => [cotangent(0), cotangent(0)]
});
