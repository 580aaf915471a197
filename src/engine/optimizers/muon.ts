import { LabError } from '../core/lab-error.ts';
import { boolean, float, int } from '../core/param-schema.ts';
import { axis, elementCount, padded } from '../core/tensor.ts';
import type { TrainableTensor } from '../core/trainable-tensor.ts';
import { adamwUpdate } from '../ops/updates/adamw-update.ts';
import { MUON_SCALARS, muonDirection } from '../ops/updates/muon-direction.ts';
import type { MatrixLayout } from '../ops/updates/muon-matrices.ts';
import { muonUpdate } from '../ops/updates/muon-update.ts';
import { DECOUPLED_DECAY, defineOptimizer, type Part, type UpdateContext } from './define.ts';
import { FAST, orthogonalized } from './newton-schulz.ts';
import {
	adamwScalars,
	epsilonParam,
	firstDecayParam,
	learningRateParam,
	secondDecayParam,
	warmupFactor,
	warmupStepsParam,
	weightDecayParam
} from './shared-params.ts';

const HIDDEN = 'hidden';
const UNEMBEDDING = 'unembedding';

/** Adjacent matrices of the same shape form one batch, unless one of them is padded. */
function keyOf(slot: TrainableTensor): string {
	if (slot.kind === UNEMBEDDING) return UNEMBEDDING;
	if (slot.kind !== HIDDEN) return 'others';
	const count = elementCount(slot.shape);
	const own = count === padded(count) ? [slot.shape.join('x'), slot.headsShare] : [slot.name];
	return [HIDDEN, ...own].join(' ');
}

/** Number and shape of the matrices in a part of hidden weights, which all have the same shape. */
function layoutOf({ slots }: Part): MatrixLayout {
	const { name, shape, headsShare } = slots[0];
	if (shape.length !== 2 && shape.length !== 3) {
		throw new LabError(
			'internal',
			`optimizer "muon": hidden weights "${name}": expected a matrix, or one for each head, got [${shape.join(', ')}]`
		);
	}
	const heads = shape.length === 3 ? axis(shape, 0) : 1;
	const [batch, inputs, outputs] = [slots.length, axis(shape, -2), axis(shape, -1)];
	if (headsShare === 'outputs') return { batch, inputs, outputs: heads * outputs, heads };
	if (headsShare === 'inputs') return { batch, inputs: heads * inputs, outputs, heads: 1 };
	return { batch: heads * batch, inputs, outputs, heads: 1 };
}

type MuonParams = { readonly muon_iterations: number };

/** Momentum, orthogonalization and update of one part of hidden weights. */
function updateHidden({ graph, params, schedule, clock }: UpdateContext<MuonParams>, part: Part) {
	const layout = layoutOf(part);
	const rows = [schedule('muon'), clock];
	const direction = graph.one(
		muonDirection,
		[part.state('first_moment'), part.gradients, ...rows],
		layout
	);
	const rounds = Array.from({ length: params.muon_iterations }, () => FAST);
	const orthogonal = orthogonalized(graph, direction, rounds);
	const scale = Math.sqrt(Math.max(1, layout.outputs / layout.inputs));
	graph.apply(muonUpdate, [part.parameters, orthogonal, ...rows], { ...layout, scale });
}

/**
 * Muon (Jordan 2024): the momentum of every hidden matrix, mixed with the gradient once more
 * (Nesterov), is replaced by its approximate polar factor (five Newton-Schulz iterations) times
 * sqrt(max(1, outputs / inputs)). Decay is decoupled. AdamW updates embeddings, positions,
 * unembedding, biases and gains. The heads of an attention layer form one matrix, as in a linear
 * layer. `first_moment` holds the momentum of hidden weights.
 */
export const muon = defineOptimizer({
	id: 'muon',
	label: 'Muon on hidden matrices, AdamW on the rest',
	cite: 'Jordan 2024; Tveit et al. 2025',
	params: {
		lr: learningRateParam,
		weight_decay: weightDecayParam,
		muon_lr: float({
			label: 'Learning rate of Muon',
			help: 'Size of an update of hidden matrices; AdamW uses the other learning rate. A model without hidden matrices trains with AdamW alone. May be changed during training.',
			group: 'training',
			applies: 'live',
			perReplica: true,
			min: 0,
			max: 1000,
			slider: { min: 1e-4, max: 1e-1, scale: 'log' },
			default: 0.02
		}),
		muon_weight_decay: float({
			label: 'Weight decay of Muon',
			help: 'How strongly hidden matrices are pulled to zero; multiplied by the learning rate of Muon. May be changed during training.',
			group: 'training',
			applies: 'live',
			perReplica: true,
			min: 0,
			max: 1000,
			slider: { min: 0, max: 1, scale: 'linear', step: 0.01 },
			default: 0.1
		}),
		muon_momentum: float({
			label: 'Muon momentum',
			help: 'Share of the previous momentum that is kept.',
			perReplica: true,
			min: 0,
			max: 0.9999999,
			slider: { min: 0, max: 0.99, step: 0.01 },
			default: 0.95
		}),
		muon_nesterov: boolean({
			label: 'Muon with Nesterov momentum',
			help: 'Mix the gradient into the momentum once more before it is orthogonalized.',
			perReplica: true,
			default: true
		}),
		muon_iterations: int({
			label: 'Newton–Schulz rounds',
			help: 'Iterations that bring the singular values of an update near 1. After a single one, small singular values are still small.',
			min: 1,
			max: 20,
			slider: { min: 1, max: 10 },
			default: 5
		}),
		unembedding_rate: float({
			label: 'Unembedding rate',
			unit: '× learning rate',
			help: 'Learning rate that AdamW uses for the unembedding only.',
			perReplica: true,
			min: 0,
			max: 1000,
			slider: { min: 0.01, max: 10, scale: 'log' },
			default: 1
		}),
		beta1: firstDecayParam,
		beta2: secondDecayParam,
		eps: epsilonParam,
		warmup_steps: warmupStepsParam
	},
	state: ['first_moment', 'second_moment'],
	schedules: { muon: MUON_SCALARS, 'muon.others': 8, 'muon.unembedding': 8 },
	scalars(params, step, power) {
		const warmup = warmupFactor(step, params.warmup_steps);
		const [rate, muonRate] = [params.lr * warmup, params.muon_lr * warmup];
		return {
			muon: [
				muonRate * params.muon_weight_decay,
				muonRate,
				params.muon_momentum,
				1 - params.muon_momentum,
				params.muon_nesterov ? 1 : 0
			],
			'muon.others': adamwScalars(params, rate, step, power),
			'muon.unembedding': adamwScalars(params, rate * params.unembedding_rate, step, power)
		};
	},
	decayStability: () => [
		DECOUPLED_DECAY,
		{ ...DECOUPLED_DECAY, rate: 'muon_lr', decay: 'muon_weight_decay' }
	],
	build(context) {
		const { graph, parts, schedule, clock } = context;
		for (const part of parts(keyOf)) {
			if (part.key.startsWith(HIDDEN)) {
				updateHidden(context, part);
				continue;
			}
			const rows = schedule(part.key === UNEMBEDDING ? 'muon.unembedding' : 'muon.others');
			const moments = [part.state('first_moment'), part.state('second_moment')];
			graph.apply(adamwUpdate, [part.parameters, ...moments, part.gradients, rows, clock], {});
		}
	}
});
