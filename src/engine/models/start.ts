import { boolean, float, type ParamsOf } from '../core/param-schema.ts';
import { affine } from '../ops/elementwise/affine.ts';
import type { Graph, Tensor } from '../ops/define.ts';
import type { Initialization, ModelContext, ParameterSpec } from './define.ts';

/** How any model starts: params of all of them, whose defaults change nothing. */
export const startParams = {
	init_scale: float({
		label: 'Initial scale (α)',
		help: 'Factor on all initial weights and biases. Large ones delay generalization (Liu et al. 2022, Omnigrok). Gains of a normalization start at one.',
		perReplica: true,
		min: 0.001,
		max: 1000,
		slider: { min: 0.1, max: 10, scale: 'log' },
		default: 1
	}),
	zero_readout: boolean({
		label: 'Zero read-out',
		help: 'The weights before the logits start at zero instead of at random (Tian 2025).',
		perReplica: true,
		default: false
	}),
	output_multiplier: float({
		label: 'Output multiplier',
		help: 'Factor on the logits, part of the network. Large: lazy training, small: rich training (Kumar et al. 2023).',
		min: 1e-6,
		max: 1e6,
		slider: { min: 0.01, max: 100, scale: 'log' },
		default: 1
	})
} as const;

type StartParams = ParamsOf<typeof startParams>;

function scaled(init: Initialization, factor: number): Initialization {
	if (init.kind === 'normal') return { kind: 'normal', std: init.std * factor };
	if (init.kind === 'uniform') return { kind: 'uniform', bound: init.bound * factor };
	if (init.kind === 'orthogonal') return { kind: 'orthogonal', factor };
	return init;
}

/**
 * Parameters with the initial values that the params ask for.
 * @param readOut names of the last layer's
 */
export const started = (
	specs: readonly ParameterSpec[],
	{ init_scale, zero_readout: isZero }: Pick<StartParams, 'init_scale' | 'zero_readout'>,
	readOut: readonly string[]
): readonly ParameterSpec[] =>
	specs.map((spec) => {
		if (isZero && readOut.includes(spec.name)) return { ...spec, init: { kind: 'zeros' } };
		return init_scale === 1 ? spec : { ...spec, init: scaled(spec.init, init_scale) };
	});

/** A tensor times a number; the tensor itself, without an op, if the number is 1. */
export const multiplied = (graph: Graph, tensor: Tensor, factor: number): Tensor =>
	factor === 1 ? tensor : graph.one(affine, [tensor], { alpha: factor, beta: 0 });

/**
 * A parameter of the last layer times the output multiplier. The logits are linear in it, so this
 * multiplies them, with less work than on the logits of every example.
 */
export const multipliedReadOut = (
	{
		graph,
		params,
		parameter
	}: Pick<ModelContext<Pick<StartParams, 'output_multiplier'>>, 'graph' | 'params' | 'parameter'>,
	name: string
): Tensor => multiplied(graph, parameter(name), params.output_multiplier);
