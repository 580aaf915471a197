import { createRng } from '../../../src/engine/core/rng.ts';
import type { Session } from '../../../src/engine/core/session.ts';
import { f32, u32 } from '../../../src/engine/core/tensor.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import { adamw } from '../../../src/engine/optimizers/adamw.ts';
import { adamwUpdate } from '../../../src/engine/ops/updates/adamw-update.ts';
import type { OpenSession } from '../runs/toy-training.ts';

/** Parameters as many as the rows of a lane: whole vec4s. */
const COUNT = 512;
const STEPS = 30;

export interface UpdateCase {
	readonly seed: number;
	readonly beta1: number;
	readonly beta2: number;
	/** Exponent of 10. */
	readonly epsExponent: number;
}

type Round = (value: number) => number;

/**
 * Gradients of a parameter stay near one size, from 1e-30 to 1e15; every twentieth falls or rises
 * by the step.
 */
function drawGradients(seed: number): readonly Float64Array[] {
	const rng = createRng(seed, 'probe');
	const exponents = Array.from({ length: COUNT }, () => 45 * rng.nextUniform() - 30);
	const drift = (i: number, step: number) =>
		i % 20 === 0 ? (step - STEPS / 2) * (i % 40 ? 1 : -1) : 0;
	return Array.from({ length: STEPS }, (_, step) =>
		Float64Array.from(exponents, (exponent, i) => {
			const size = 10 ** Math.min(15, Math.max(-30, exponent + drift(i, step)));
			return Math.fround(size * (0.5 + rng.nextUniform()));
		})
	);
}

function schedule({ beta1, beta2, epsExponent }: UpdateCase): readonly (readonly number[])[] {
	const eps = 10 ** epsExponent;
	const params = { lr: 1e-3, weight_decay: 0, beta1, beta2, eps, warmup_steps: 0 };
	return Array.from({ length: STEPS }, (_, step) =>
		Array.from(
			adamw.scalars(params, step, (base, exponent) => base ** exponent)['adamw'] ?? [],
			Math.fround
		)
	);
}

interface Path {
	readonly weights: Float64Array;
	/** Sum of the sizes of all steps: what rounding errors are in proportion to. */
	readonly length: Float64Array;
}

/**
 * AdamW in PyTorch's order, every operation rounded by `round`. JavaScript keeps the small numbers
 * that a device may flush, so Math.fround makes it a float32 with denormals.
 */
function plainPath(
	gradients: readonly Float64Array[],
	rows: readonly (readonly number[])[],
	round: Round
): Path {
	const [weights, length] = [new Float64Array(COUNT), new Float64Array(COUNT)];
	const [first, second] = [new Float64Array(COUNT), new Float64Array(COUNT)];
	gradients.forEach((gradient, step) => {
		const [, size = 0, scale = 0, beta1 = 0, gain1 = 0, beta2 = 0, gain2 = 0, eps = 0] =
			rows[step] ?? [];
		gradient.forEach((g, i) => {
			const m = round(round(beta1 * (first[i] ?? 0)) + round(gain1 * g));
			const v = round(round(beta2 * (second[i] ?? 0)) + round(round(gain2 * g) * g));
			first[i] = m;
			second[i] = v;
			const move = round(round(size * m) / round(round(round(Math.sqrt(v)) * scale) + eps));
			weights[i] = round((weights[i] ?? 0) - move);
			length[i] = (length[i] ?? 0) + Math.abs(move);
		});
	});
	return { weights, length };
}

async function loadUpdate(open: OpenSession): Promise<Session> {
	const graph = new GraphBuilder();
	const flat = (name: string) => graph.state(name, f32(COUNT));
	const [parameters, gradients] = [flat('weights'), flat('gradients')];
	const [first, second] = [flat('first_moment'), flat('second_moment')];
	const schedule = graph.state('schedule', f32(1, adamw.schedules['adamw'] ?? 0));
	const clock = graph.state('clock', u32(1));
	graph.beginSegment('update');
	graph.apply(adamwUpdate, [parameters, first, second, gradients, schedule, clock], {});
	return open(compilePlan(graph, { replicas: 1 }));
}

async function devicePath(
	open: OpenSession,
	gradients: readonly Float64Array[],
	rows: readonly (readonly number[])[]
): Promise<Float64Array> {
	const session = await loadUpdate(open);
	gradients.forEach((gradient, step) => {
		session.write('gradients', gradient);
		session.write('schedule', Float64Array.from(rows[step] ?? []));
		session.run('update', 1);
	});
	const [weights] = await session.read([{ name: 'weights' }]);
	session.dispose();
	return Float64Array.from(weights ?? []);
}

export interface UpdateError {
	/** Which parameter, by its last gradient. */
	readonly where: string;
	/**
	 * Distance from float64, and the same of a float32 with denormals; both relative to the sum of
	 * the steps' sizes.
	 */
	readonly error: number;
	readonly float32: number;
}

/**
 * AdamW's updates on a backend from zero weights, beside float64 and beside a float32 with
 * denormals.
 */
export async function updateErrors(
	update: UpdateCase,
	open: OpenSession
): Promise<readonly UpdateError[]> {
	const gradients = drawGradients(update.seed);
	const rows = schedule(update);
	const exact = plainPath(gradients, rows, (value) => value);
	const float32 = plainPath(gradients, rows, Math.fround);
	const got = await devicePath(open, gradients, rows);
	return Array.from(got, (weight, i) => {
		const off = (value = NaN) =>
			Math.abs(value - (exact.weights[i] ?? NaN)) / (exact.length[i] ?? NaN);
		return {
			where: `gradient ${String(gradients[0]?.[i])} to ${String(gradients[STEPS - 1]?.[i])}`,
			error: off(weight),
			float32: off(float32.weights[i])
		};
	});
}
