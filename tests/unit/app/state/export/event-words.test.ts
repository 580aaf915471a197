import { expect, test } from 'vitest';
import { describeEvents } from '../../../../../src/app/state/export/event-words.ts';

test('an export names every event of a run, with the settings of key rules', () => {
	expect(describeEvents([])).toBe('none');
	const share = { rule: 'embedding-share', settings: { ratio: 2.5, max: 10 } };
	const given = { rule: 'given', settings: { given: [4, 2] } };
	const line = describeEvents([
		{ kind: 'interrupted', step: 5 },
		{ kind: 'resumed', step: 5 },
		{ kind: 'key-rule', step: 20, from: share, to: given },
		{ kind: 'hyperparameter', step: 20, key: 'lr', from: 0.1, to: 0.2 },
		{ kind: 'hyperparameter', step: 20, key: 'lr', from: 0.2, to: 0.3 },
		{ kind: 'device-lost', step: 30, resumedFrom: 25, attempt: 1 },
		{ kind: 'non-finite-loss', step: 40, replica: 1 }
	]);
	expect(line.split(' | ')).toEqual([
		'step=5 key=training to=interrupted',
		'step=5 key=training to=resumed',
		'step=20 key=key_frequency_rule from=embedding-share(ratio=2.5 max=10) to=given(given=4 2)',
		'step=20 key=lr from=0.1 to=0.3',
		'step=30 key=device from=lost to=replaced resumed_from=25',
		'step=40 replica=1 key=training to=non-finite-loss'
	]);
	expect(line).not.toContain(',');
});
