import { defineFilter } from './define.ts';

/** The optimizer reads the gradients as they are. */
export const none = defineFilter({
	id: 'none',
	place: 1,
	label: 'None',
	cite: 'The optimizer uses the gradient as it is.',
	params: {},
	state: [],
	schedules: {},
	scalars: () => ({}),
	build: () => undefined
});
