import { DEFAULT_KEY_RULE } from '../../../src/engine/key-rules/index.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { constraints, DEFAULT_CONSTRAINT } from '../../../src/engine/constraints/index.ts';
import { DEFAULT_FILTER, filters } from '../../../src/engine/filters/index.ts';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { optimizers } from '../../../src/engine/optimizers/index.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';
import { repeatedSpec, type RunSpec, type Seeds } from '../../../src/engine/trainer/run-spec.ts';

export interface ToyRun extends Partial<
	Omit<
		RunSpec,
		'task' | 'model' | 'loss' | 'optimizer' | 'filter' | 'constraint' | 'params' | 'replicas'
	>
> {
	readonly task?: string;
	readonly model?: string;
	readonly loss?: string;
	readonly optimizer?: string;
	readonly filter?: string;
	readonly constraint?: string;
	readonly params?: Readonly<Record<string, ParamValue>>;
	/** Of a task on pairs. */
	readonly fracTrain?: number;
	readonly splitPairs?: 'ordered' | 'unordered';
	/** Those not given are 0. */
	readonly seeds?: Partial<Seeds>;
	/** So many runs side by side, replica r with these seeds + r. */
	readonly replicas?: number;
}

const OFF_BY_DEFAULT = probes.all.flatMap(({ id, offBecause }) =>
	offBecause === undefined ? [] : [id]
);

/** The task, or else the first one that the model learns. */
function taskFor(task: string | undefined, model: string) {
	if (task !== undefined) return tasks.get(task);
	const { refuseTask } = models.get(model);
	const learned = tasks.all.find(({ shape, params }) => {
		const defaults = Object.entries(params).map(([key, schema]): readonly [string, ParamValue] => [
			key,
			schema.default
		]);
		return refuseTask?.(shape(Object.fromEntries(defaults))) === undefined;
	});
	return learned ?? tasks.get('modular-addition');
}

/**
 * A small run for tests: the transformer at p = 7 unless said otherwise; params not given take
 * their defaults.
 */
export function toyRun(toy: ToyRun = {}): RunSpec {
	const { filter, constraint, ...others } = toy;
	const { task, model, loss, optimizer, params, fracTrain, splitPairs, seeds, replicas, ...rest } =
		others;
	const specs = {
		task: taskFor(task, model ?? 'one-layer-transformer'),
		model: models.get(model ?? 'one-layer-transformer'),
		loss: losses.get(loss ?? 'cross-entropy'),
		optimizer: optimizers.get(optimizer ?? 'adamw'),
		filter: filters.get(filter ?? DEFAULT_FILTER),
		constraint: constraints.get(constraint ?? DEFAULT_CONSTRAINT)
	};
	const defaults: Record<string, ParamValue> = {};
	for (const spec of Object.values(specs)) {
		for (const [key, schema] of Object.entries(spec.params)) defaults[key] = schema.default;
	}
	const small = {
		p: 7,
		d_model: 8,
		n_heads: 2,
		d_mlp: 16,
		n_permuted: 3,
		n_bits: 8,
		train_examples: 40,
		test_examples: 20,
		frac_train: fracTrain ?? 0.6,
		split_pairs: splitPairs ?? 'ordered'
	};
	for (const [key, value] of Object.entries(small)) if (key in defaults) defaults[key] = value;
	const own = {
		params: { ...defaults, ...params },
		seeds: { split: 0, init: 0, batch: 0, probe: 0, ...seeds }
	};
	const spec: RunSpec = {
		...specs,
		params: own.params,
		replicas: [own],
		batchSize: 0,
		steps: 1000,
		evaluateEvery: undefined,
		thresholds: {
			memorizedAccuracy: 0.99,
			grokkedAccuracy: 0.99,
			lostAccuracy: 0.95,
			holdEvaluations: 3,
			cleanupLossRatio: 1
		},
		keyFrequencies: { rule: DEFAULT_KEY_RULE, ratio: 2.5, max: 10, given: [] },
		switchedOff: OFF_BY_DEFAULT,
		...rest
	};
	return replicas === undefined ? spec : repeatedSpec(spec, replicas);
}
