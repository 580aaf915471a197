import { expect, test } from 'vitest';
import { ViewControls } from '../../../../../src/app/state/views/view-controls.svelte.ts';
import { boolean, int } from '../../../../../src/engine/core/param-schema.ts';

const a = int({ label: 'a', min: 0, max: 30, default: 3 });
const b = int({ label: 'b', min: 0, max: 30, default: 4 });
const isOn = boolean({ label: 'on', default: true });
const views = { answer: { a, b }, neuron: { isOn }, table: { a, isOn } };

test('defaults stand where nothing was chosen', () => {
	const chosen = new ViewControls(() => undefined);
	chosen.set('answer', { b: 7 }, views.answer);
	expect(chosen.valuesOf('answer', views.answer)).toEqual({ a: 3, b: 7 });
	expect(chosen.valuesOf('table', views.table)).toEqual({ a: 3, isOn: true });
});

test('a press sets the controls of every view that has them, and says which', () => {
	const chosen = new ViewControls(() => undefined);
	expect(chosen.pick({ a: 12, b: 13 }, views)).toEqual(['answer', 'table']);
	expect(chosen.valuesOf('answer', views.answer)).toEqual({ a: 12, b: 13 });
	expect(chosen.valuesOf('table', views.table)).toEqual({ a: 12, isOn: true });
	expect(chosen.pick({ c: 1 }, views)).toEqual([]);
});

test('a value that the next run does not allow counts as not chosen', () => {
	const chosen = new ViewControls(() => undefined);
	expect(chosen.pick({ a: 31 }, views)).toEqual([]);
	chosen.set('answer', { a: 20 }, views.answer);
	const smaller = { a: int({ label: 'a', min: 0, max: 12, default: 3 }) };
	expect(chosen.valuesOf('answer', smaller)).toEqual({ a: 3 });
});

test('a default is no choice, and each change is reported once', () => {
	let changes = 0;
	const chosen = new ViewControls(() => {
		changes += 1;
	});
	chosen.set('answer', { a: 12, b: 4 }, views.answer);
	expect(chosen.choices).toEqual({ answer: { a: 12 } });
	chosen.set('answer', { a: 3 }, views.answer);
	expect(chosen.choices).toEqual({ answer: {} });
	chosen.pick({ a: 9 }, views);
	expect(changes).toBe(3);
	chosen.adopt({ table: { a: 5 } });
	expect(chosen.valuesOf('table', views.table)).toEqual({ a: 5, isOn: true });
	expect(changes).toBe(3);
});
