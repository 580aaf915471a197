import { float } from '../core/param-schema.ts';
import { SLOW_SCALARS, slowGradient } from '../ops/updates/slow-gradient.ts';
import { defineFilter } from './define.ts';
import { slowGainParam } from './shared-params.ts';

/**
 * Grokfast-EMA: h = alpha h + (1 - alpha) g with h = g at the first step, then g += lambda h, so
 * that what gradients have in common over many steps is amplified.
 */
export const grokfastEma = defineFilter({
	id: 'grokfast-ema',
	place: 2,
	label: 'Grokfast, exponential average',
	cite: 'Lee et al. 2024 (arXiv 2405.20233)',
	params: {
		grokfast_alpha: float({
			label: 'Grokfast α',
			help: 'Share of the average gradient that is kept in every step. The paper’s code has 0.98.',
			perReplica: true,
			min: 0,
			max: 0.9999999,
			slider: { min: 0.5, max: 0.999, step: 0.001 },
			default: 0.98
		}),
		grokfast_lambda: slowGainParam
	},
	state: ['average_gradient'],
	schedules: { grokfast: SLOW_SCALARS },
	scalars: ({ grokfast_alpha, grokfast_lambda }, step) => ({
		grokfast:
			step === 0 ? [0, 1, grokfast_lambda] : [grokfast_alpha, 1 - grokfast_alpha, grokfast_lambda]
	}),
	build({ graph, whole, schedule, clock }) {
		const { gradients, state } = whole;
		const inputs = [gradients, state('average_gradient'), schedule('grokfast'), clock];
		graph.apply(slowGradient, inputs, {});
	}
});
