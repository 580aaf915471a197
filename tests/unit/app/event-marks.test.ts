import { expect, test } from 'vitest';
import { eventMarks } from '../../../src/app/panels/event-marks.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { schemasFor } from '../../../src/config/schemas.ts';
import type { RunEvent } from '../../../src/engine/core/telemetry.ts';

const schemas = schemasFor(configOf('quick-mlp'));
const rule = (step: number, from: string, to: string): RunEvent => ({
	kind: 'key-rule',
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
	const [mark] = marksOf(rule(120, 'given', 'given'));
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
	const change = { kind: 'hyperparameter', key: 'weight_decay', from: 1, to: 2 } as const;
	expect(marksOf({ ...change, step: 0 }, { ...change, step: 9 })).toEqual([
		{ step: 9, label: 'Weight decay 1 → 2' }
	]);
});
