import { int } from '../core/param-schema.ts';
import { RECENT_SCALARS, recentGradients } from '../ops/updates/recent-gradients.ts';
import { defineFilter } from './define.ts';
import { slowGainParam } from './shared-params.ts';

/**
 * Grokfast-MA: once the window is full, g += lambda times the mean of the last gradients, of which
 * this one is the newest.
 */
export const grokfastMa = defineFilter({
	id: 'grokfast-ma',
	place: 3,
	label: 'Grokfast, average over a window',
	cite: 'Lee et al. 2024 (arXiv 2405.20233)',
	params: {
		grokfast_window: int({
			label: 'Grokfast window',
			unit: 'steps',
			help: 'Number of gradients that are averaged. All of them are kept, so it takes as many times the memory of the weights. Nothing is added before the window is full.',
			min: 1,
			max: 10_000,
			slider: { min: 1, max: 200 },
			default: 100
		}),
		grokfast_lambda: slowGainParam
	},
	state: ['recent_gradients'],
	copies: ({ grokfast_window }) => grokfast_window,
	schedules: { grokfast: RECENT_SCALARS },
	scalars: ({ grokfast_window, grokfast_lambda }, step) => ({
		grokfast: [step % grokfast_window, step + 1 < grokfast_window ? 0 : grokfast_lambda]
	}),
	build({ graph, params, whole, schedule, clock }) {
		const { gradients, state } = whole;
		const inputs = [gradients, state('recent_gradients'), schedule('grokfast'), clock];
		graph.apply(recentGradients, inputs, { window: params.grokfast_window });
	}
});
