import { defineConstraint } from './define.ts';

/** The weights are what the optimizer makes of them. */
export const none = defineConstraint({
	id: 'none',
	place: 1,
	label: 'None',
	cite: 'The weights are free.',
	params: {},
	state: [],
	schedules: {},
	scalars: () => ({}),
	build: () => undefined
});
