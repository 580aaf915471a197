import { expect, test } from 'vitest';
import { eventMarks } from '../../../../src/app/panels/curves/event-marks.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { schemasFor } from '../../../../src/config/schemas.ts';
import type { KeyRuleInForce, RunEvent } from '../../../../src/engine/core/run-events.ts';

const schemas = schemasFor(configOf('quick-mlp'));
const inForce = (rule: string, given: readonly number[] = []): KeyRuleInForce => ({
	rule,
	settings: { given }
});
const rule = (step: number, from: string, to: string): RunEvent => ({
	kind: 'key-rule',
	step,
	from: inForce(from),
	to: inForce(to)
});
const decay = (step: number, from: number, to: number): RunEvent => ({
	kind: 'hyperparameter',
	key: 'weight_decay',
	step,
	from,
	to
});
const marksOf = (...events: RunEvent[]) => eventMarks(events, schemas);

test('another rule of key frequencies is a mark with the names of both', () => {
	expect(marksOf(rule(120, 'embedding-share', 'given'))).toEqual([
		{ step: 120, label: 'key frequencies: Share of the embedding → As listed' }
	]);
});

test('other settings of the same rule are a mark too', () => {
	const [mark] = marksOf({
		kind: 'key-rule',
		step: 120,
		from: inForce('given', [1]),
		to: inForce('given', [2])
	});
	expect(mark?.label).toBe('key frequencies: As listed, other settings');
});

test('choices at one step are one mark, from the first to the last', () => {
	const labels = marksOf(
		rule(120, 'embedding-share', 'given'),
		rule(120, 'given', 'one-percent'),
		rule(140, 'one-percent', 'given')
	).map(({ step, label }) => [step, label]);
	expect(labels).toEqual([
		[120, 'key frequencies: Share of the embedding → One percent of the embedding'],
		[140, 'key frequencies: One percent of the embedding → As listed']
	]);
});

test('a live change is a mark, but not one before the first step', () => {
	expect(marksOf(decay(0, 1, 2), decay(9, 1, 2))).toEqual([
		{ step: 9, label: 'Weight decay 1 → 2' }
	]);
});

test('a choice that was taken back at its step is no mark', () => {
	expect(
		marksOf(rule(120, 'embedding-share', 'given'), rule(120, 'given', 'embedding-share'))
	).toEqual([]);
	expect(marksOf(decay(100, 1, 2), decay(100, 2, 1))).toEqual([]);
	expect(marksOf(decay(100, 1, 2), decay(101, 2, 1))).toHaveLength(2);
});

test('changes of one value at one step are one mark, which ends with what the run uses', () => {
	const lost: RunEvent = { kind: 'device-lost', step: 100, resumedFrom: 90, attempt: 1 };
	const rate: RunEvent = { kind: 'hyperparameter', key: 'lr', step: 100, from: 0.1, to: 0.2 };
	const labels = marksOf(
		decay(100, 1, 2),
		decay(100, 2, 1),
		rate,
		lost,
		decay(100, 1, 2),
		decay(140, 2, 3)
	).map(({ label }) => label);
	expect(labels).toEqual([
		'Weight decay 1 → 2',
		'Learning rate 0.1 → 0.2',
		'device lost, resumed from 90',
		'Weight decay 2 → 3'
	]);
});

test('where a run was interrupted and resumed is marked too', () => {
	const ends: readonly RunEvent[] = [
		{ kind: 'interrupted', step: 5 },
		{ kind: 'resumed', step: 5 },
		{ kind: 'non-finite-loss', step: 9 },
		{ kind: 'failed', step: 9 }
	];
	expect(marksOf(...ends).map(({ step, label }) => `${String(step)}: ${label}`)).toEqual([
		'5: interrupted',
		'5: resumed',
		'9: loss no longer finite',
		'9: failed'
	]);
});
