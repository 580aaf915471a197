import { expect, test } from 'vitest';
import { measuresIn } from '../../../src/app/panels/measures.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { modularAddition } from '../../../src/engine/tasks/modular-addition.ts';

const sizes = modularAddition.sizes({ p: 5 });

test('a probe describes the scalars that it gives, no more and no fewer', () => {
	for (const { id, finish, scalars } of probes.all) {
		const given = Object.keys(finish(Float64Array.of(1, 2, 3, 4, 5), sizes).scalars);
		expect(
			scalars.map((scalar) => scalar.id),
			id
		).toEqual(given);
	}
});

test('every measure of a probe has a name, a rule and a paper; an unknown column still has a name', () => {
	const columns = probes.all.flatMap(({ scalars }) => scalars.map(({ id }) => id));
	const measures = measuresIn(['test_loss', ...columns, 'some_column']);
	expect(measures.map(({ line }) => line.column)).toEqual([...columns, 'some_column']);
	expect(measures.map(({ definition }) => definition?.includes('Nanda'))).toEqual([
		...columns.map(() => true),
		undefined
	]);
	expect(measures.at(-1)?.line.label).toBe('Some column');
});
