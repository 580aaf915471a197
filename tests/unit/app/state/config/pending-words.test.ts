import { expect, test } from 'vitest';
import {
	describePending,
	inSentence,
	listKeys
} from '../../../../../src/app/state/config/pending-words.ts';
import { withSpec, withValue } from '../../../../../src/config/config.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';

const running = configOf('quick-start');

test('one changed setting is named with its old and its new value', () => {
	const next = withValue(running, 'p', 37);
	expect(describePending(running, next, ['p'])).toBe(
		'This run keeps prime p = 31. A new run uses 37.'
	);
	const more = withValue(running, 'frac_train', 0.7);
	expect(describePending(running, more, ['frac_train'])).toBe(
		'This run keeps table shown = 60\u202f%. A new run uses 70\u202f%.'
	);
	const mlp = withSpec(running, 'model', 'quadratic-mlp');
	expect(describePending(running, mlp, ['model'])).toBe(
		'This run keeps model = One-layer transformer. A new run uses Quadratic MLP.'
	);
});

test('several changed settings are listed in one case', () => {
	expect(listKeys(running, ['model', 'p', 'beta1', 'weight_decay'])).toBe(
		'model, prime p, β₁ and weight decay'
	);
	expect(describePending(running, running, ['p', 'lr'])).toBe(
		'This run keeps its prime p and learning rate. A new run uses the new ones.'
	);
});

test('a name in capitals keeps them', () => {
	expect(inSentence('MLP biases')).toBe('MLP biases');
	expect(inSentence('Weight decay')).toBe('weight decay');
	expect(inSentence('A share')).toBe('a share');
});
