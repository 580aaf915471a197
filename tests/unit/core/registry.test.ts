import { expect, test } from 'vitest';
import { createRegistry } from '../../../src/engine/core/registry.ts';

const one = { id: 'one' };
const two = { id: 'two' };

test('a registry lists its specs in the order of their lines and finds them by id', () => {
	const registry = createRegistry('thing', { two, one });
	expect(registry.ids).toEqual(['two', 'one']);
	expect(registry.get('one')).toBe(one);
	expect(registry.has('two')).toBe(true);
	expect(registry.has('toString')).toBe(false);
});

test('an unknown id is refused with the kind, the ids and the id', () => {
	const registry = createRegistry('thing', { one, two });
	expect(() => registry.get('three')).toThrow(
		expect.objectContaining({
			code: 'bad-parameter',
			message: 'thing: expected one of one, two, got "three"'
		})
	);
});

test('the same id twice is refused', () => {
	expect(() => createRegistry('thing', { one, other: { id: 'one' } })).toThrow('defined twice');
});
