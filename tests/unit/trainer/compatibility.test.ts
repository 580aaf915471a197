import { expect, test } from 'vitest';
import { defaultConfig, problemsOf, withSpec, withValue } from '../../../src/config/config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import { schemasFor, SPEC_KINDS, specOptions, type SpecKind } from '../../../src/config/schemas.ts';
import { isValid } from '../../../src/engine/core/param-schema.ts';
import { openReference, trainToy } from '../../support/runs/toy-training.ts';

/** The smallest sizes; a spec takes those of its own parameters that it allows. */
const SMALL = {
	p: 5,
	d_model: 4,
	n_heads: 2,
	d_mlp: 4,
	n_layers: 1,
	n_permuted: 3,
	n_bits: 6,
	k_bits: 2,
	train_examples: 12,
	test_examples: 8,
	frac_train: 0.5,
	warmup_steps: 0,
	steps: 2,
	evaluate_every: 2
};

/** Kinds of spec that all go with all tasks, models and losses. */
const OTHER_KINDS = SPEC_KINDS.filter(
	(kind) => !['task', 'model', 'loss', 'optimizer'].includes(kind)
);

/** Every choice of specs of these kinds, one config each. */
const choices = (config: RunConfig, kinds: readonly SpecKind[]): readonly RunConfig[] =>
	kinds.reduce<readonly RunConfig[]>(
		(configs, kind) =>
			configs.flatMap((own) => specOptions(kind).map(({ id }) => withSpec(own, kind, id))),
		[config]
	);

/**
 * Every model, loss and optimizer. What else a run may have (filters, constraints) works on flat
 * buffers: these take turns, and one pair of model and loss meets all of them.
 */
function combinations(start: RunConfig): readonly RunConfig[] {
	return choices(start, ['model', 'loss', 'optimizer']).flatMap((config, i) => {
		const all = choices(config, OTHER_KINDS);
		const isFull = config.model === start.model && config.loss === start.loss;
		return isFull ? all : all.slice(i % all.length, (i % all.length) + 1);
	});
}

/** A config of the smallest size without measures. */
function smallest(config: RunConfig): RunConfig {
	return Object.entries(schemasFor(config)).reduce((own, [key, schema]) => {
		const small: unknown = Object.entries(SMALL).find(([name]) => name === key)?.[1];
		if (key.startsWith('measure_')) return withValue(own, key, false);
		return typeof small === 'number' && isValid(schema, small) ? withValue(own, key, small) : own;
	}, config);
}

const nameOf = (config: RunConfig): string => SPEC_KINDS.map((kind) => config[kind]).join(', ');

/** Two finite steps on the reference, or a sentence that says why not. */
async function triedOut(config: RunConfig): Promise<string | undefined> {
	const [problem] = problemsOf(config);
	if (problem !== undefined) return problem.message;
	const { loss, evaluations, final } = await trainToy(resolveRun(config), openReference, 2);
	const losses = [...(loss[0] ?? []), evaluations[0]?.at(-1)?.columns['train_loss'] ?? NaN];
	expect(losses, nameOf(config)).toHaveLength(3);
	expect(losses.every(Number.isFinite), `losses of ${nameOf(config)}: ${losses.join(', ')}`).toBe(
		true
	);
	for (const [name, buffer] of Object.entries(final.buffers)) {
		expect(buffer.every(Number.isFinite), `${name} of ${nameOf(config)}`).toBe(true);
	}
	return undefined;
}

const start = defaultConfig({
	task: 'modular-addition',
	model: 'quadratic-mlp',
	loss: 'cross-entropy',
	optimizer: 'adamw'
});

test.each(specOptions('task'))(
	'$id takes two finite steps with every model, loss and optimizer, or a sentence refuses it',
	async ({ id }) => {
		let trained = 0;
		for (const config of combinations(withSpec(start, 'task', id))) {
			const refusal = await triedOut(smallest(config));
			if (refusal === undefined) trained++;
			else expect(refusal, nameOf(config)).toMatch(/^\S+( \S+){4,}$/);
		}
		expect(trained).toBeGreaterThan(0);
	}
);
