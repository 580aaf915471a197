import { expect, test } from 'vitest';
import { configOf } from '../../../src/config/preset-config.ts';
import { withSpec, withValue } from '../../../src/config/config.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { refuseStructure } from '../../../src/engine/probes/cyclic-group.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';

function reasonOf(task: string, values: Readonly<Record<string, ParamValue>>): string | undefined {
	const config = Object.entries(values).reduce(
		(changed, [key, value]) => withValue(changed, key, value),
		withSpec(configOf('quick-mlp'), 'task', task)
	);
	return refuseStructure(tasks.get(task).shape(config.values).structure);
}

test('a task without frequencies says so in the words of its structure', () => {
	expect(reasonOf('modular-addition', { p: 31 })).toBeUndefined();
	const trivial = { kind: 'cyclic', order: 1, coefficients: [1, 1] } as const;
	expect(refuseStructure(trivial)).toMatch(/is of order 1, too small/);
	expect(reasonOf('permutation-composition', { n_permuted: 4 })).toMatch(
		/^The group of this task, of 24 elements, is not cyclic/
	);
	expect(reasonOf('sparse-parity', { n_bits: 40, k_bits: 3 })).toMatch(
		/^The answer is the parity of 3 of 40 bits: there is no cyclic group/
	);
	expect(refuseStructure({ kind: 'none' })).toMatch(/^This task has no cyclic group/);
});
