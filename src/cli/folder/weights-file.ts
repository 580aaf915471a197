import { printable } from '../../engine/core/quote.ts';
import type { ParamValue } from '../../engine/core/param-schema.ts';
import { flatParameters } from '../../engine/checkpoint/flat-parameters.ts';
import { readForeignWeights } from '../../engine/checkpoint/foreign-weights.ts';
import {
	decodeAnySafetensors,
	type AnyTensorFile,
	type NamedTensor
} from '../../engine/checkpoint/safetensors-codec.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import type { RunSpec } from '../../engine/trainer/run-spec.ts';
import { weightsDamage } from '../../lab-run/codec/seal.ts';
import { decodeWeights } from '../../lab-run/codec/weights-codec.ts';
import { sha256 } from './digest.ts';
import { inFile, UsageError } from '../arguments/failures.ts';

type Tensors = ReadonlyMap<string, NamedTensor>;

/** Initial weights from a file by any program. */
export interface InitialWeights {
	/** By the model's names. */
	readonly tensors: Tensors;
	/** What was left out or renamed, a sentence each. */
	readonly notices: readonly string[];
}

/** A file of our own that holds weights, but no initial ones. */
function checkpointProblem({ metadata }: AnyTensorFile): string | undefined {
	const { format = '' } = metadata;
	return format.startsWith('grokking-lab checkpoint')
		? 'expected weights, got a checkpoint: --resume FOLDER goes on from it; its weights at the end are in final.safetensors'
		: undefined;
}

type Model = Pick<RunSpec, 'model' | 'task' | 'params'>;

/** The switches of the model with which the file would fit, as `--set` takes them. */
function fittingSwitches({ model, task, params }: Model, file: AnyTensorFile): string | undefined {
	const shape = task.shape(params);
	for (const [key, schema] of Object.entries(model.params)) {
		if (schema.kind !== 'boolean') continue;
		const value = !(params[key] ?? schema.default);
		const other: Readonly<Record<string, ParamValue>> = { ...params, [key]: value };
		const { problems } = readForeignWeights(
			model.parameters(other, shape),
			file,
			model.ignorable ?? []
		);
		if (problems.length === 0) return `${key}=${String(value)}`;
	}
	return undefined;
}

/** For an error about weights that do not fit: the run that they are from. */
function originHint({ metadata }: AnyTensorFile): readonly string[] {
	const { link } = metadata;
	return link === undefined ? [] : [`the file holds weights of the run ${printable(link, 200)}`];
}

/**
 * Weights by any program as the initial ones of a model. Half precision is read exactly; a common
 * prefix of the names, and what the model declares ignorable, are left out and named.
 * @param name option and path, named in errors
 * @throws UsageError with a sentence for everything that keeps them from being this model's
 */
export function readInitialWeights(bytes: Uint8Array, name: string, run: Model): InitialWeights {
	const file = decodeInit(bytes, name);
	const parameters = run.model.parameters(run.params, run.task.shape(run.params));
	const read = readForeignWeights(parameters, file, run.model.ignorable ?? []);
	const named = (text: string) => `${name}: ${text}`;
	if (read.problems.length > 0) {
		const switches = fittingSwitches(run, file);
		const problems =
			switches === undefined
				? [...originHint(file), ...read.problems]
				: [`these weights are of this model with another setting: add --set ${switches}`];
		throw UsageError.of(problems.map(named));
	}
	return { tensors: read.tensors, notices: read.notices.map(named) };
}

/**
 * Reads initial weights and makes all checks that need no model.
 * @param name option and path, named in errors
 * @throws UsageError when it is no safetensors file, or holds no weights
 */
export function decodeInit(bytes: Uint8Array, name: string): AnyTensorFile {
	const file = inFile(name, () => decodeAnySafetensors(bytes));
	const problem = checkpointProblem(file) ?? weightsDamage(bytes, file, sha256);
	if (problem !== undefined) throw new UsageError(`${name}: ${problem}`);
	return file;
}

/** Weights by the model's names in the flat layout [P] of a plan. */
export function flatWeights(
	{ parameters, parameterElements }: Plan,
	tensors: Tensors
): Float64Array {
	return flatParameters(parameters, parameterElements, tensors);
}

/**
 * Weights of a file in the flat layout [P] of a plan. @param file named in errors @throws
 * UsageError when it is another's
 */
export const weightsInFile = (plan: Plan, bytes: Uint8Array, file: string): Float64Array =>
	inFile(file, () => decodeWeights(plan, bytes, sha256));
