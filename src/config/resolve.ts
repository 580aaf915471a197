import { LabError } from '../engine/core/lab-error.ts';
import type { ParamSchemas, ParamValue } from '../engine/core/param-schema.ts';
import type { RunSpec } from '../engine/trainer/run-spec.ts';
import { analysisOf } from './analysis.ts';
import { problemsOf } from './config.ts';
import { switchedOffIn } from './measure-params.ts';
import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';
import { numberOf } from './values.ts';

/**
 * The run that a config describes, as the engine reads it.
 * @throws LabError `bad-parameter` with every reason why it cannot run
 */
export function resolveRun(config: RunConfig): RunSpec {
	const problems = problemsOf(config);
	if (problems.length > 0) {
		throw new LabError('bad-parameter', problems.map((problem) => problem.message).join('; '));
	}
	const specs = specsOf(config);
	const number = (key: string) => numberOf(config, key);
	const evaluateEvery = number('evaluate_every');
	const params = specParams(
		config,
		Object.values(specs).map((spec) => spec.params)
	);
	const seeds = {
		split: streamSeed(config, 'seed_split'),
		init: streamSeed(config, 'seed_init'),
		batch: number('seed'),
		probe: number('seed')
	};
	return Object.freeze({
		...specs,
		params,
		replicas: [{ seeds, params }],
		batchSize: number('batch_size'),
		steps: number('steps'),
		evaluateEvery: evaluateEvery === 0 ? undefined : evaluateEvery,
		...analysisOf(config.values),
		switchedOff: switchedOffIn(config)
	} as const);
}

function specParams(
	config: RunConfig,
	schemas: readonly ParamSchemas[]
): Readonly<Record<string, ParamValue>> {
	const keys = new Set(schemas.flatMap((own) => Object.keys(own)));
	return Object.freeze(
		Object.fromEntries(Object.entries(config.values).filter(([key]) => keys.has(key)))
	);
}

/** A negative seed of one stream follows the run's seed. */
function streamSeed(config: RunConfig, key: string): number {
	const own = numberOf(config, key);
	return own >= 0 ? own : numberOf(config, 'seed');
}
