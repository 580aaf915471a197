import { expect, test } from 'vitest';
import { problemsOf } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { schemasFor } from '../../../src/config/schemas.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { presets, type PresetId } from '../../../src/presets/index.ts';
import golden from '../../golden/presets.json';

/** Params but those that came after the golden file and have their default: no link promised them. */
function promisedParams(preset: PresetId, params: Readonly<Record<string, ParamValue>>) {
	const promised = Object.keys(golden.presets[preset].params);
	const schemas = schemasFor(configOf(preset));
	return Object.fromEntries(
		Object.entries(params).filter(
			([key, value]) => promised.includes(key) || value !== schemas[key]?.default
		)
	);
}

const resolved = (preset: PresetId) => {
	const { task, model, loss, optimizer, filter, constraint, ...others } = resolveRun(
		configOf(preset)
	);
	const { replicas, switchedOff, ...rest } = others;
	// A preset without them says nothing about filter and constraint.
	const rules = Object.entries({ filter: filter.id, constraint: constraint.id });
	const ids = {
		...{ task: task.id, model: model.id, loss: loss.id, optimizer: optimizer.id },
		...Object.fromEntries(rules.filter(([, id]) => id !== 'none'))
	};
	const params = promisedParams(preset, rest.params);
	// The golden file holds the seeds beside the number of replicas; a preset has one replica.
	// A measure that is off at first came later, and no link promised it.
	const promised = switchedOff.filter(
		(off) => probes.all.find(({ id }) => id === off)?.offBecause === undefined
	);
	return {
		...{ ...ids, ...rest, ...replicas[0], params },
		...{ replicas: replicas.length, switchedOff: promised }
	};
};

test('released presets still resolve to what their links promised', () => {
	expect(Object.fromEntries(presets.ids.map((id) => [id, resolved(id)]))).toEqual(golden.presets);
});

test.each(presets.all)('$id can run and groks within its budget', ({ id, expectation }) => {
	expect(problemsOf(configOf(id))).toEqual([]);
	const [earliest, latest] = expectation.groksBetween;
	expect(expectation.memorizedBy).toBeLessThanOrEqual(latest);
	expect(earliest).toBeLessThan(latest);
	expect(latest).toBeLessThanOrEqual(resolveRun(configOf(id)).steps);
});

test.each(presets.all)('$id tells its story in one or two sentences', ({ story, label }) => {
	expect(label).not.toBe('');
	expect(story.match(/[.!?](?= |$)/g)?.length).toBeLessThanOrEqual(2);
});
