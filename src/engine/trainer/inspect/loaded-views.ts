import { LabError } from '../../core/lab-error.ts';
import {
	describeExpectation,
	isValid,
	type ParamSchemas,
	type ParamValue
} from '../../core/param-schema.ts';
import type { Session } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import type { ControlValues, ViewData, ViewRun, ViewSpec } from '../../views/define.ts';
import { controlsOf } from '../../views/view-controls.ts';
import { planData } from '../build/build-run.ts';
import { FORWARD, viewSegment, type BuiltViews } from './build-views.ts';
import { elementColumns, evaluationChunks } from '../build/build-examples.ts';
import { replicaOf, subjectOf } from '../run-spec.ts';

/** A request of a view. */
export interface ViewRequest {
	readonly id: string;
	/** Values of its controls; those not given have their defaults. */
	readonly controls: ControlValues;
	readonly keyFrequencies: readonly number[];
	/** Id of the rule that selected them; default: the rule of the run. */
	readonly keyRule?: string | undefined;
}

/** One array out of the pieces of an output. */
function joined(pieces: readonly NumericArray[]): NumericArray {
	const [first, ...rest] = pieces;
	if (first === undefined) return new Float64Array(0);
	if (rest.length === 0) return first;
	const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
	const all =
		first instanceof Uint32Array
			? new Uint32Array(length)
			: first instanceof Float32Array
				? new Float32Array(length)
				: new Float64Array(length);
	let at = 0;
	for (const piece of pieces) {
		all.set(piece, at);
		at += piece.length;
	}
	return all;
}

/**
 * Given values where there are some, else defaults. @throws LabError `bad-parameter` on a value
 * that a control cannot have
 */
function controlValues(view: string, schemas: ParamSchemas, given: ControlValues): ControlValues {
	const values = Object.entries(schemas).map(([key, schema]): readonly [string, ParamValue] => {
		const value = given[key] ?? schema.default;
		if (isValid(schema, value)) return [key, value];
		throw new LabError(
			'bad-parameter',
			`${view}, ${key}: expected ${describeExpectation(schema)}, got ${String(value)}`
		);
	});
	return Object.fromEntries(values);
}

/** Views loaded on a session, of the weights set last. One request at a time. */
export class LoadedViews {
	readonly #built: BuiltViews;
	readonly #session: Session;
	readonly #isTrain: Uint8Array;
	/** Controls by view. */
	readonly #controls = new Map<string, ParamSchemas>();
	#weights: NumericArray = new Float32Array(0);

	/** @param session loaded with the plan of `built` */
	constructor(built: BuiltViews, session: Session) {
		this.#built = built;
		this.#session = session;
		for (const [name, data] of planData(built.plan)) session.write(name, data);
		const { shape, split } = built.runGraph;
		this.#isTrain = new Uint8Array(shape.examples);
		for (const example of split(0).train) this.#isTrain[example] = 1;
	}

	/** Ids of the views that have a meaning here. */
	get ids(): readonly string[] {
		return this.#built.views.map(({ id }) => id);
	}

	/** Values of all controls of a view for each of its pictures, the first at their defaults. */
	pictures(view: ViewSpec, keyFrequencies: readonly number[]): readonly ControlValues[] {
		const { spec } = this.#built.runGraph;
		const subject = subjectOf(this.#built.runGraph);
		const schemas = this.#controlsOf(view);
		const chosen = view.pictures?.(subject, spec.params, keyFrequencies) ?? [{}];
		return chosen.map((values) => controlValues(view.id, schemas, values));
	}

	/**
	 * Sets the weights, flat [P], and runs them forward over all examples.
	 * @throws LabError `internal` on a wrong length
	 */
	setWeights(weights: NumericArray): void {
		const expected = this.#built.plan.parameterElements;
		if (weights.length < expected) {
			throw new LabError(
				'internal',
				`weights: expected ${String(expected)} elements, got ${String(weights.length)}`
			);
		}
		this.#weights = weights;
		const flat = this.#built.plan.tensors.get('parameters');
		const padded = new Float64Array(elementCount(flat?.shape ?? []));
		padded.set(weights.subarray(0, padded.length));
		this.#session.write('parameters', padded);
		this.#session.run(FORWARD, 1);
	}

	/**
	 * @throws LabError `bad-parameter` on an unknown view or a value out of its control's range,
	 * `device-lost`, `gpu-error`
	 */
	async view(request: ViewRequest): Promise<ViewData> {
		const view = this.#built.views.find(({ id }) => id === request.id);
		if (view === undefined) {
			throw new LabError(
				'bad-parameter',
				`view: expected one of ${this.ids.join(', ')}, got "${request.id}"`
			);
		}
		return view.compute(this.#runOf(view, request));
	}

	dispose(): void {
		this.#session.dispose();
	}

	#runOf(view: ViewSpec, { controls, keyFrequencies, keyRule }: ViewRequest): ViewRun {
		const { spec, shape, outputs } = this.#built.runGraph;
		const subject = subjectOf(this.#built.runGraph);
		const roles = spec.model.roles(spec.params);
		return {
			...subject,
			outputs,
			elementColumns: elementColumns(this.#built.runGraph),
			examples: this.#built.runGraph.examples(0),
			keyFrequencies,
			keyRule: keyRule ?? spec.keyFrequencies.rule,
			chunks: evaluationChunks(shape.examples),
			isTrain: this.#isTrain,
			controls: controlValues(view.id, this.#controlsOf(view), controls),
			seed: replicaOf(spec, 0).seeds.probe,
			weights: (name) => this.#parameter(name).values,
			role: (name) => this.#parameter(roles[name] ?? roles.embedding),
			compute: (names, inputs = {}) => this.#compute(view.id, names, inputs)
		};
	}

	#controlsOf(view: ViewSpec): ParamSchemas {
		const { spec } = this.#built.runGraph;
		const subject = subjectOf(this.#built.runGraph);
		const schemas =
			this.#controls.get(view.id) ?? controlsOf(view, subject, spec.params, this.#isTrain);
		this.#controls.set(view.id, schemas);
		return schemas;
	}

	#parameter(name: string) {
		const slot = this.#built.plan.parameters.find((parameter) => parameter.name === name);
		if (slot === undefined) throw new LabError('internal', `no parameter "${name}"`);
		const { offset, shape } = slot;
		return { values: this.#weights.subarray(offset, offset + elementCount(shape)), shape };
	}

	async #compute(
		id: string,
		names: readonly string[],
		inputs: Readonly<Record<string, NumericArray>>
	): Promise<readonly NumericArray[]> {
		const segment = viewSegment(id);
		for (const [name, data] of Object.entries(inputs)) {
			this.#session.write(`${segment}.${name}`, data);
		}
		this.#session.run(segment, 1);
		const parts = names.map((name) => this.#partsOf(`${segment}.${name}`));
		const values = await this.#session.read(parts.flat().map((name) => ({ name })));
		let at = 0;
		return parts.map(({ length }) => {
			const own = values.slice(at, at + length);
			at += length;
			return joined(own);
		});
	}

	#partsOf(output: string): readonly string[] {
		const parts = this.#built.outputs.get(output);
		if (parts === undefined) throw new LabError('internal', `no output "${output}"`);
		return parts;
	}
}
