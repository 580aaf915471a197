import { expect, test } from 'vitest';
import { typeset } from '../../../../src/app/panels/explain/typeset.ts';

const marked = (text: string) =>
	typeset(text)
		.map(({ text: part, subscript }) => (subscript === '' ? part : `${part}[${subscript}]`))
		.join('');

test('symbols of the papers get a subscript, names of settings do not', () => {
	expect(marked('frequencies of W_E, without cos(w_k(a+b−c))')).toBe(
		'frequencies of W[E], without cos(w[k](a+b−c))'
	);
	expect(marked('d_model')).toBe('d[model]');
	expect(marked('frac_train and key_frequency_rule, test_loss')).toBe(
		'frac_train and key_frequency_rule, test_loss'
	);
	expect(marked('blocks.0.mlp.W_in')).toBe('blocks.0.mlp.W[in]');
	expect(marked('plain')).toBe('plain');
});
