import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { torchAdamW, torchSgd, type PlainOptimizer } from '../torch-optimizers.ts';

interface OptimizerCase {
	readonly title: string;
	readonly optimizer: string;
	readonly params: Readonly<Record<string, ParamValue>>;
	readonly plain: () => PlainOptimizer;
}

const adamw = (
	title: string,
	lr: number,
	decay: number,
	warmup: number,
	eps: number
): OptimizerCase => ({
	title: `AdamW, ${title}`,
	optimizer: 'adamw',
	params: { lr, weight_decay: decay, warmup_steps: warmup, beta1: 0.9, beta2: 0.98, eps },
	plain: () => torchAdamW({ lr, weightDecay: decay, betas: [0.9, 0.98], eps, warmup })
});

const ADAM = { lr: 3e-3, weightDecay: 0.1, betas: [0.9, 0.98], eps: 1e-8, warmup: 0 } as const;

const sgd = (
	title: string,
	options: Partial<{ momentum: number; dampening: number; nesterov: boolean; decoupled: boolean }>
): OptimizerCase => {
	const { momentum = 0.9, dampening = 0, nesterov = false, decoupled = false } = options;
	return {
		title: `SGD, ${title}`,
		optimizer: 'sgd',
		params: {
			lr: 0.05,
			weight_decay: 0.1,
			momentum,
			dampening,
			nesterov,
			decoupled_decay: decoupled,
			warmup_steps: 0
		},
		plain: () => torchSgd({ lr: 0.05, weightDecay: 0.1, momentum, dampening, nesterov, decoupled })
	};
};

/** Settings of every optimizer, each beside PyTorch's algorithm for them. */
export const OPTIMIZER_CASES: readonly OptimizerCase[] = [
	adamw('warming up', 3e-3, 1, 10, 1e-8),
	adamw('no warm-up, no decay', 3e-3, 0, 0, 1e-8),
	adamw('large eps, large decay', 1e-2, 5, 0, 1e-2),
	{
		title: 'Adam with coupled decay',
		optimizer: 'adam',
		params: { lr: 3e-3, weight_decay: 0.1, warmup_steps: 0, beta1: 0.9, beta2: 0.98, eps: 1e-8 },
		plain: () => torchAdamW({ ...ADAM, isCoupled: true })
	},
	sgd('momentum', {}),
	sgd('Nesterov', { nesterov: true }),
	sgd('dampening', { dampening: 0.4 }),
	sgd('dampening without momentum, which PyTorch ignores', { momentum: 0, dampening: 0.4 }),
	sgd('no momentum', { momentum: 0 }),
	sgd('decoupled decay', { decoupled: true }),
	sgd('decoupled decay, Nesterov', { decoupled: true, nesterov: true })
];
