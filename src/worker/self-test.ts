import type { Session } from '../engine/core/session.ts';
import { ReferenceSession } from '../engine/backend/reference/reference-session.ts';
import type { Plan } from '../engine/graph/plan.ts';
import { none as noConstraint } from '../engine/constraints/none.ts';
import { none as noFilter } from '../engine/filters/none.ts';
import { crossEntropy } from '../engine/losses/cross-entropy.ts';
import { DEFAULT_KEY_RULE } from '../engine/key-rules/index.ts';
import { oneLayerTransformer } from '../engine/models/one-layer-transformer.ts';
import { adamw } from '../engine/optimizers/adamw.ts';
import { probes } from '../engine/probes/index.ts';
import { modularAddition } from '../engine/tasks/modular-addition.ts';
import { buildRun } from '../engine/trainer/build/build-run.ts';
import type { RunSpec } from '../engine/trainer/run-spec.ts';
import { Trainer } from '../engine/trainer/train/trainer.ts';

const STEPS = 3;

const SCHEMAS = { ...modularAddition.params, ...oneLayerTransformer.params, ...adamw.params };

const PARAMS = Object.freeze({
	...Object.fromEntries(Object.entries(SCHEMAS).map(([key, schema]) => [key, schema.default])),
	p: 11,
	d_model: 12,
	n_heads: 2,
	d_mlp: 36,
	equals_output: false,
	lr: 1e-2,
	weight_decay: 1,
	beta1: 0.9,
	beta2: 0.98,
	eps: 1e-8,
	warmup_steps: 0,
	frac_train: 0.5,
	split_pairs: 'ordered'
});

/**
 * A toy transformer: small enough for a fraction of a second, large enough to use every kernel of
 * the real one.
 */
const SPEC: RunSpec = {
	task: modularAddition,
	model: oneLayerTransformer,
	loss: crossEntropy,
	optimizer: adamw,
	filter: noFilter,
	constraint: noConstraint,
	params: PARAMS,
	replicas: [{ seeds: { split: 0, init: 0, batch: 0, probe: 0 }, params: PARAMS }],
	batchSize: 0,
	steps: STEPS,
	evaluateEvery: 1,
	thresholds: {
		memorizedAccuracy: 0.99,
		grokkedAccuracy: 0.99,
		lostAccuracy: 0.95,
		holdEvaluations: 3,
		cleanupLossRatio: 1
	},
	keyFrequencies: { rule: DEFAULT_KEY_RULE, ratio: 2.5, max: 10, given: [] },
	// Only training is tested: measures depend on its weights.
	switchedOff: probes.ids
};

async function gradientAfterTraining(plan: Plan, open: (plan: Plan) => Promise<Session>) {
	const run = { ...buildRun(SPEC), plan };
	const session = await open(plan);
	const trainer = new Trainer(run, session, { now: () => 0, yield: () => Promise.resolve() });
	await trainer.train({ until: STEPS, shouldStop: () => false, onBurst: () => undefined });
	const [gradients] = await session.read([{ name: 'gradients' }]);
	session.dispose();
	return gradients ?? new Float64Array(0);
}

/**
 * Trains a toy transformer for a few steps on a backend and on the float64 reference.
 * @returns the distance of the last gradients relative to their norm: about 1e-6 on a sound float32
 * device
 */
export async function selfTest(open: (plan: Plan) => Promise<Session>): Promise<number> {
	const { plan } = buildRun(SPEC);
	const expected = await gradientAfterTraining(plan, (p) =>
		Promise.resolve(new ReferenceSession(p))
	);
	const got = await gradientAfterTraining(plan, open);
	let difference = 0;
	let norm = 0;
	for (let i = 0; i < expected.length; i++) {
		difference += ((got[i] ?? NaN) - (expected[i] ?? 0)) ** 2;
		norm += (expected[i] ?? 0) ** 2;
	}
	return Math.sqrt(difference / norm);
}
