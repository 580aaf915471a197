import { LabError } from '../../core/lab-error.ts';
import type { TrainableTensor } from '../../core/trainable-tensor.ts';
import type { ParamValue } from '../../core/param-schema.ts';
import { elementCount, f32, padded } from '../../core/tensor.ts';
import type { GraphBuilder } from '../../graph/graph-builder.ts';
import type { Tensor } from '../../ops/define.ts';
import type { Part, UpdateContext, UpdateRule } from '../../optimizers/define.ts';

/** The name of a schedule's tensor in the plan. */
export const scheduleTensor = (name: string): string => `schedule.${name}`;

interface Flat {
	readonly graph: GraphBuilder;
	readonly slots: readonly TrainableTensor[];
	readonly params: Readonly<Record<string, ParamValue>>;
	/** All parameters and all gradients, flat [P]. */
	readonly parameters: Tensor;
	readonly gradients: Tensor;
	readonly clock: Tensor;
	/** Rows of a schedule: updates of one burst. */
	readonly steps: number;
}

const found = (kind: string, tensors: ReadonlyMap<string, Tensor>, name: string): Tensor => {
	const tensor = tensors.get(name);
	if (tensor !== undefined) return tensor;
	const declared = [...tensors.keys()].join(', ');
	throw new LabError('internal', `${kind} "${name}": expected one of ${declared}`);
};

/** Runs of neighbouring slots with one key: [key, first slot, number of slots]. */
function runsOf(
	slots: readonly TrainableTensor[],
	keyOf: (slot: TrainableTensor) => string | undefined
) {
	const runs: {
		readonly key: string;
		readonly first: number;
		readonly slots: [TrainableTensor, ...TrainableTensor[]];
	}[] = [];
	for (const [i, slot] of slots.entries()) {
		const key = keyOf(slot);
		const last = runs.at(-1);
		if (key === undefined) continue;
		if (last?.key === key && last.first + last.slots.length === i) last.slots.push(slot);
		else runs.push({ key, first: i, slots: [slot] });
	}
	return runs;
}

function buildRule(rule: UpdateRule, flat: Flat): void {
	const { graph, slots, params, parameters, gradients, clock, steps } = flat;
	const count = graph.parameterElements;
	const [first, ...others] = slots;
	if (first === undefined) throw new LabError('internal', 'update: the model has no parameters');
	const copies = rule.copies?.(params) ?? 1;
	const states = new Map(rule.state.map((name) => [name, graph.state(name, f32(copies * count))]));
	const schedules = new Map(
		Object.entries(rule.schedules).map(([name, width]) => [
			name,
			graph.state(scheduleTensor(name), f32(steps, width))
		])
	);
	const state = (name: string) => found('state', states, name);
	const parts: UpdateContext<unknown>['parts'] = (keyOf) =>
		runsOf(slots, keyOf).map((run): Part => {
			const before = slots.slice(0, run.first);
			const sizeOf = (some: readonly TrainableTensor[]) =>
				some.reduce((sum, { shape }) => sum + padded(elementCount(shape)), 0);
			const [offset, size] = [sizeOf(before), sizeOf(run.slots)];
			const part = (of: Tensor) => graph.slice(of, `${of.name} ${run.key}`, offset, [size]);
			return {
				...{ key: run.key, slots: run.slots, count: size },
				parameters: part(parameters),
				gradients: part(gradients),
				state: (name) => part(state(name))
			};
		});
	rule.build({
		graph,
		params,
		whole: { key: 'all', slots: [first, ...others], count, parameters, gradients, state },
		parts,
		schedule: (name) => found('schedule', schedules, name),
		clock
	});
}

/** Builds the rules of an update, in order, on the flat buffers. */
export function buildUpdate(rules: readonly UpdateRule[], flat: Flat): void {
	for (const rule of rules) buildRule(rule, flat);
}
