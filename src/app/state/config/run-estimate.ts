import { resolveRun } from '../../../config/resolve.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { trainExamples } from '../../../config/train-examples.ts';
import type { AdapterReport } from '../../../engine/core/telemetry.ts';

/**
 * Floating-point operations a second, and seconds that a step takes however small it is. Software:
 * SwiftShader on two cores, from 0.3 to 0.6 steps/s of the canonical run and about 800 steps/s of a
 * network of 1 000 weights.
 */
const SPEEDS = Object.freeze({
	software: { flops: 2.4e9, stepSeconds: 1 / 800 },
	reference: { flops: 0.4e9, stepSeconds: 1 / 500 }
});

/** A run is long where it takes more than this. */
const LONG_SECONDS = 20 * 60;

/**
 * How long a run will take on an adapter that computes on the CPU, within a factor of about two: a
 * weight takes part in one multiply-add forward and two backward for every train pair. Undefined on
 * a GPU, whose speed is not known before it trains.
 */
export function expectedSeconds(
	config: RunConfig,
	kind: AdapterReport['kind']
): number | undefined {
	if (kind === 'gpu') return undefined;
	const { task, model, params, steps } = resolveRun(config);
	const shapes = model.parameters(params, task.shape(params)).map(({ shape }) => shape);
	const weights = shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
	const { flops, stepSeconds } = SPEEDS[kind];
	return steps * (stepSeconds + (6 * weights * trainExamples(config).train) / flops);
}

/** What `expectedSeconds` says, where that is long. */
export function longRunSeconds(
	config: RunConfig,
	kind: AdapterReport['kind'] | undefined
): number | undefined {
	const seconds = kind === undefined ? undefined : expectedSeconds(config, kind);
	return seconds !== undefined && seconds > LONG_SECONDS ? seconds : undefined;
}
