import type { Session } from '../../../src/engine/core/session.ts';
import { elementCount, type NumericArray } from '../../../src/engine/core/tensor.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import type { Plan } from '../../../src/engine/graph/plan.ts';
import type { OpSpec, ReferenceContext } from '../../../src/engine/ops/define.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import { planData } from '../../../src/engine/trainer/build/build-run.ts';
import type { CaseInputs } from './op-case.ts';

/** Results of an op in one replica: its outputs, and the inputs that it updates. */
export interface OpResult {
	readonly outputs: readonly NumericArray[];
	readonly updated: readonly NumericArray[];
}

interface OpRun {
	readonly op: OpSpec;
	readonly opCase: OpCase;
	/** Inputs by replica. */
	readonly inputs: readonly CaseInputs[];
	/** Inputs kept once for all replicas: those of replica 0. Never one that the op updates. */
	readonly shared: readonly number[];
}

function planOf({ op, opCase, inputs, shared }: OpRun): Plan {
	const graph = new GraphBuilder();
	const tensors = opCase.inputs.map((spec, i) =>
		op.updates?.includes(i)
			? graph.state(`in${String(i)}`, spec)
			: graph.data(
					`in${String(i)}`,
					spec,
					shared.includes(i),
					(r) => inputs[r]?.[i] ?? new Float64Array(0)
				)
	);
	graph.beginSegment('op');
	const names = op.infer((i) => opCase.inputs[i]?.shape ?? [], opCase.attributes);
	const outputs = graph.apply(op, tensors, opCase.attributes, {
		names: names.map((_, i) => `out${String(i)}`)
	});
	return compilePlan(graph, { replicas: inputs.length, keep: outputs });
}

function partOf(array: NumericArray | undefined, replica: number, replicas: number): NumericArray {
	const whole = array ?? new Float64Array(0);
	const size = whole.length / replicas;
	return whole.slice(replica * size, (replica + 1) * size);
}

/** Runs one op once on a backend, all replicas in one dispatch. */
export async function runOp(
	run: OpRun,
	open: (plan: Plan) => Promise<Session>
): Promise<readonly OpResult[]> {
	const plan = planOf(run);
	const { op, inputs } = run;
	const replicas = inputs.length;
	const session = await open(plan);
	for (const [name, data] of planData(plan)) session.write(name, data);
	const updates = op.updates ?? [];
	for (const i of updates) {
		const parts = inputs.map((arrays) => arrays[i] ?? new Float64Array(0));
		const joined = parts.flatMap((part) => [...part]);
		const isInteger = run.opCase.inputs[i]?.dtype === 'u32';
		session.write(
			`in${String(i)}`,
			isInteger ? Uint32Array.from(joined) : Float64Array.from(joined)
		);
	}
	session.run('op', 1);
	const outputNames = [...plan.tensors.keys()].filter((name) => name.startsWith('out'));
	const names = [...outputNames, ...updates.map((i) => `in${String(i)}`)];
	const arrays = await session.read(names.map((name) => ({ name })));
	session.dispose();
	return inputs.map((_, r) => {
		const parts = arrays.map((array) => partOf(array, r, replicas));
		return {
			outputs: parts.slice(0, outputNames.length),
			updated: parts.slice(outputNames.length)
		};
	});
}

/** The op's float64 reference on plain arrays, without a plan. */
export function referenceOp(op: OpSpec, opCase: OpCase, given: CaseInputs): OpResult {
	const inputs = given.map((array) => array.slice());
	const specs = op.infer((i) => opCase.inputs[i]?.shape ?? [], opCase.attributes);
	const outputs = specs.map(({ shape }) => new Float64Array(elementCount(shape)));
	const context: ReferenceContext<OpCase['attributes']> = {
		input: (i) => inputs[i] ?? new Float64Array(0),
		output: (i) => outputs[i] ?? new Float64Array(0),
		inputShape: (i) => opCase.inputs[i]?.shape ?? [],
		outputShape: (i) => specs[i]?.shape ?? [],
		attributes: opCase.attributes
	};
	op.reference(context);
	return { outputs, updated: (op.updates ?? []).map((i) => inputs[i] ?? new Float64Array(0)) };
}
