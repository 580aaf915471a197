import { resolveRun } from '../../../config/resolve.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { trainExamples } from '../../../config/train-examples.ts';
import type { DeviceKind } from '../../../engine/core/backend.ts';

/**
 * Floating-point operations per second, and the least time of a step in seconds. Software was
 * measured with SwiftShader on two cores: 0.3 to 0.6 steps/s for the canonical run, about 800
 * steps/s for a network of 1 000 weights. WebAssembly was measured on one of these cores, without
 * evaluations: 21 steps/s for nanda-2023, 26 for doshi-2023, 551 for quick-start, 1 924 for
 * quick-mlp.
 */
const SPEEDS = Object.freeze({
	software: { flops: 2.4e9, stepSeconds: 1 / 800 },
	wasm: { flops: 80e9, stepSeconds: 1 / 4000 },
	reference: { flops: 0.4e9, stepSeconds: 1 / 500 }
});

/** Runs that take longer are called long. */
const LONG_SECONDS = 20 * 60;

/**
 * Estimates the duration of a run on an adapter that computes on the CPU, within a factor of about
 * two. Each weight takes part in one multiply-add forward and two backward for every train example.
 * Undefined on a GPU, whose speed is unknown before it trains.
 */
export function expectedSeconds(config: RunConfig, kind: DeviceKind): number | undefined {
	if (kind === 'gpu') return undefined;
	const { task, model, params, steps } = resolveRun(config);
	const shapes = model.parameters(params, task.shape(params)).map(({ shape }) => shape);
	const weights = shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
	const { flops, stepSeconds } = SPEEDS[kind];
	return steps * (stepSeconds + (6 * weights * trainExamples(config).train) / flops);
}

/** The estimate of `expectedSeconds` if the run is long, else undefined. */
export function longRunSeconds(
	config: RunConfig,
	kind: DeviceKind | undefined
): number | undefined {
	const seconds = kind === undefined ? undefined : expectedSeconds(config, kind);
	return seconds !== undefined && seconds > LONG_SECONDS ? seconds : undefined;
}
