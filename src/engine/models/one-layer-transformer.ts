import type { ParameterKind } from '../core/trainable-tensor.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { defineModel, type ParameterSpec } from './define.ts';
import { folded } from './folded-transformer.ts';
import { lastPosition } from './last-position-transformer.ts';
import { refuseUnequalHeads, transformerParams } from './shared-params.ts';
import { multipliedReadOut, started } from './start.ts';
import { ATTENTION, EMBED, foreignTensors, MLP, POSITIONS, UNEMBED } from './transformer-parts.ts';
import { transformerInterventions } from './transformer-interventions.ts';

/**
 * The one-layer decoder of Nanda et al. 2023 (section 3 and released code) on tokens [a, b, "="]:
 * learned positions, no LayerNorm, ReLU MLP with trainable biases, untied unembedding, p + 1
 * outputs (or p).
 *
 * Both formulations compute the last position only, because loss and logits are read there: the
 * query of "=" is one vector per head. Keys, values and scores depend on (token, position) alone,
 * so they are tables of 2p + 1 rows (a at position 0, b at position 1, "=" at position 2). This is
 * exact, not an approximation.
 */
export const oneLayerTransformer = defineModel({
	id: 'one-layer-transformer',
	label: 'One-layer transformer',
	cite: 'Nanda et al. 2023',
	params: transformerParams,
	roles: () => ({ embedding: EMBED }),
	neurons: (values) => ({
		count: values.d_mlp,
		activation: `${MLP}hook_post`,
		logitMap: ({ graph, parameter }) => {
			const readOut = multipliedReadOut({ graph, parameter, params: values }, UNEMBED);
			return graph.one(matmul, [parameter(`${MLP}W_out`), readOut], {}, 'W_L');
		}
	}),
	attention: ({ n_heads }) => ({ heads: n_heads, patterns: [`${ATTENTION}hook_pattern`] }),
	refuse: refuseUnequalHeads,
	refuseTask: ({ operands, context }) =>
		operands === 2 && context === 3
			? undefined
			: `model: the one-layer transformer is written for pairs [a, b, "="]: expected 3 tokens an example, got ${String(context)}`,
	outputs: ({ equals_output: hasEquals }, { classes }) => (hasEquals ? classes + 1 : classes),
	parameters(values, { vocabulary, classes }) {
		const { d_model, n_heads, d_mlp, equals_output: hasEquals } = values;
		const outputs = hasEquals ? classes + 1 : classes;
		const dHead = d_model / n_heads;
		const normal = (
			kind: ParameterKind,
			name: string,
			shape: readonly number[],
			fan: number
		): ParameterSpec => ({
			...{ name, shape, kind },
			init: { kind: 'normal', std: 1 / Math.sqrt(fan) }
		});
		const zeros = (name: string, size: number): ParameterSpec => ({
			...{ name, shape: [size], kind: 'bias' },
			init: { kind: 'zeros' }
		});
		const into = [n_heads, d_model, dHead];
		const specs = [
			normal('embedding', EMBED, [vocabulary, d_model], d_model),
			normal('position', POSITIONS, [3, d_model], d_model),
			{ ...normal('hidden', `${ATTENTION}W_Q`, into, d_model), headsShare: 'outputs' as const },
			{ ...normal('hidden', `${ATTENTION}W_K`, into, d_model), headsShare: 'outputs' as const },
			{ ...normal('hidden', `${ATTENTION}W_V`, into, d_model), headsShare: 'outputs' as const },
			{
				...normal('hidden', `${ATTENTION}W_O`, [n_heads, dHead, d_model], d_model),
				headsShare: 'inputs' as const
			},
			normal('hidden', `${MLP}W_in`, [d_model, d_mlp], d_model),
			zeros(`${MLP}b_in`, d_mlp),
			// The paper's code scales W_out by 1/sqrt(d_model) too, not by 1/sqrt(d_mlp).
			normal('hidden', `${MLP}W_out`, [d_mlp, d_model], d_model),
			zeros(`${MLP}b_out`, d_model),
			normal('unembedding', UNEMBED, [d_model, outputs], outputs)
		];
		return started(specs, values, [UNEMBED]);
	},
	ignorable: foreignTensors(1),
	formulations: [
		{ id: 'last-position', forward: lastPosition },
		{ id: 'folded', forward: folded }
	],
	interventions: transformerInterventions,
	// Measured on software adapters (npm run bench). Not measured on a GPU: the choice follows from
	// half the arithmetic and tables that fit into the cache (performance.md).
	preferred: () => ({ gpu: 'folded', software: 'folded' })
});
