import { LabError } from '../engine/core/lab-error.ts';
import { describeExpectation, isValid } from '../engine/core/param-schema.ts';
import { quote } from '../engine/core/quote.ts';
import { elementCount } from '../engine/core/tensor.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';
import { updateParams } from '../engine/trainer/run-spec.ts';
import {
	assertFinite,
	assertFiniteState,
	type ReplicaFailure,
	type TrainerState
} from '../engine/trainer/train/trainer-state.ts';

/**
 * Checks whether a run can continue from a state: whether it is finite, and its train loss too.
 * With several replicas, one with a bad loss fails in the next update and the others continue.
 * @param latest evaluation of every replica, of any step
 * @returns LabError `non-finite-loss`; undefined when the state is good
 */
export function stateProblem(
	state: TrainerState,
	latest: readonly EvaluationRow[],
	replicas: number
): LabError | undefined {
	const { step } = state;
	const own = latest.filter((row) => row.step === step);
	const loss = own.map(({ columns }) => Float64Array.of(columns['train_loss'] ?? NaN));
	try {
		assertFiniteState(state, replicas);
		if (replicas === 1) assertFinite({ step, loss });
		return undefined;
	} catch (error) {
		if (error instanceof LabError) return error;
		throw error;
	}
}

/**
 * Replicas of several that are bad at the end of training, where no update will find it: by their
 * weights, or by the train loss that was evaluated at the state's step. Overflowed optimizer state
 * alone is no failure, since where training is interrupted must not decide which step fails.
 */
export function failuresAtEnd(
	{ step, buffers, failures }: TrainerState,
	latest: readonly EvaluationRow[],
	replicas: number
): readonly ReplicaFailure[] {
	if (replicas === 1) return [];
	const known = new Set(failures.map(({ replica }) => replica));
	const { parameters = new Float32Array(0) } = buffers;
	const size = parameters.length / replicas;
	const isBad = (replica: number) => {
		const row = latest[replica];
		if (row?.step === step && !Number.isFinite(row.columns['train_loss'])) return true;
		const own = parameters.subarray(replica * size, (replica + 1) * size);
		return own.some((value) => !Number.isFinite(value));
	};
	return Array.from({ length: replicas }, (_, replica) => ({ replica, step })).filter(
		({ replica }) => !known.has(replica) && isBad(replica)
	);
}

/** Buffers of other names or sizes than the plan of the run has. */
function bufferProblems({ plan, checkpointBuffers }: BuiltRun, { buffers }: TrainerState) {
	const wrong = checkpointBuffers.flatMap((name) => {
		const tensor = plan.tensors.get(name);
		const wanted = plan.replicas * elementCount(tensor?.shape ?? []);
		const got = buffers[name]?.length;
		return got === wanted
			? []
			: [`buffer "${name}": expected ${String(wanted)} elements, got ${String(got ?? 'none')}`];
	});
	const unknown = Object.keys(buffers).filter((name) => !checkpointBuffers.includes(name));
	return [...wrong, ...unknown.map((name) => `buffer ${quote(name)}: not one of this run`)];
}

/**
 * Where the flat layout has no tensor there are zeros; other numbers are of a model of other sizes.
 */
function paddingProblems({ plan }: BuiltRun, { buffers }: TrainerState): readonly string[] {
	const { parameters: values = [] } = buffers;
	const elements = plan.parameterElements;
	const isTensor = new Uint8Array(elements);
	for (const { offset, shape } of plan.parameters) {
		isTensor.fill(1, offset, offset + elementCount(shape));
	}
	const at = values.findIndex((value, i) => value !== 0 && isTensor[i % elements] === 0);
	if (at < 0) return [];
	return [
		`buffer "parameters": expected 0 at element ${String(at)}, which no tensor of this model has, got ${String(values[at])}`
	];
}

/**
 * What can be changed while a run trains has the ranges of a link. A state has no value of what
 * replicas differ in.
 */
function liveProblems({ spec }: BuiltRun, { live }: TrainerState): readonly string[] {
	const schemas = Object.entries(updateParams(spec)).filter(
		([, schema]) => schema.applies === 'live' && typeof schema.default === 'number'
	);
	const wrong = schemas.flatMap(([key, schema]) => {
		const value = live[key];
		const [first, ...others] = spec.replicas.map(({ params }) => params[key]);
		const differs = others.some((other) => other !== first);
		if (value === undefined ? differs : isValid(schema, value)) return [];
		return [`live: ${key}: expected ${describeExpectation(schema)}, got ${quote(value)}`];
	});
	const unknown = Object.keys(live).filter((key) => !schemas.some(([own]) => own === key));
	return [...wrong, ...unknown.map((key) => `live: ${quote(key)}: not a parameter of this run`)];
}

/**
 * Checks whether a state fits a run; whether it is finite is not checked here.
 * @returns a sentence for every problem
 */
export function stateProblems(built: BuiltRun, state: TrainerState): readonly string[] {
	const buffers = bufferProblems(built, state);
	return [
		...buffers,
		...(buffers.length > 0 ? [] : paddingProblems(built, state)),
		...liveProblems(built, state)
	];
}
