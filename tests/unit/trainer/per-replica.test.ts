import { describe, expect, test } from 'vitest';
import type { ParamSchema, ParamValue } from '../../../src/engine/core/param-schema.ts';
import { constraints } from '../../../src/engine/constraints/index.ts';
import { filters } from '../../../src/engine/filters/index.ts';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { optimizers } from '../../../src/engine/optimizers/index.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { toyRun, type ToyRun } from '../../support/runs/run-spec.ts';

/** A value that is not the default. */
function otherValue(schema: ParamSchema): ParamValue {
	if (schema.kind === 'boolean') return !schema.default;
	if (schema.kind === 'choice') {
		return schema.options.find(({ value }) => value !== schema.default)?.value ?? '';
	}
	if (schema.kind === 'integers') return schema.default === '1' ? '2' : '1';
	if (schema.kind === 'int') {
		return schema.default < schema.max ? schema.default + 1 : schema.default - 1;
	}
	return schema.default > schema.min ? (schema.default + schema.min) / 2 : schema.max / 2;
}

/** Everything that a session is opened with, the makers of data aside. */
const planText = (toy: ToyRun): string =>
	JSON.stringify(buildRun(toyRun(toy)).plan, (_, value: unknown) =>
		value instanceof Map ? [...value] : value
	);

const SPECS = {
	...{ task: tasks.all, model: models.all, loss: losses.all, optimizer: optimizers.all },
	...{ filter: filters.all, constraint: constraints.all }
};

const cases = Object.entries(SPECS).flatMap(([kind, specs]) =>
	specs.flatMap(({ id, params }) =>
		Object.entries(params).map(([key, schema]) => ({ kind, id, key, schema }))
	)
);

describe('a plan does not depend on a parameter in which replicas may differ', () => {
	const free = cases.filter(({ schema }) => schema.perReplica);
	test.each(free)('$kind $id: $key', ({ kind, id, key, schema }) => {
		const params = { [key]: otherValue(schema) };
		// A plan has own labels for each replica if one of them has label noise, whatever its share.
		const usual = key === 'label_noise' ? { [key]: 0.1 } : {};
		// A model that learns the task, which may be one of other examples than pairs.
		const learns = models.all.find(({ refuseTask }) => {
			const spec = toyRun(kind === 'task' ? { task: id } : {});
			return refuseTask?.(spec.task.shape(spec.params)) === undefined;
		});
		const model = kind === 'task' ? { model: learns?.id ?? 'transformer' } : {};
		const text = (own: Readonly<Record<string, ParamValue>>) =>
			planText({ ...model, [kind]: id, params: own });
		expect(text(params)).toBe(text(usual));
	});
});

describe('an optimizer’s other parameters change the plan: else replicas may differ in them', () => {
	const shared = cases.filter(({ kind, schema }) => kind === 'optimizer' && !schema.perReplica);
	test.each(shared)('$id: $key', ({ id, key, schema }) => {
		// A model with hidden matrices, which is what Muon builds its rounds for.
		const toy = { model: 'one-layer-transformer', optimizer: id };
		const params = { [key]: otherValue(schema) };
		expect(planText({ ...toy, params })).not.toBe(planText(toy));
	});
});
