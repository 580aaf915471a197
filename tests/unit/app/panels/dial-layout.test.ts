import { expect, test } from 'vitest';
import { dialLayout } from '../../../../src/app/panels/inside/dial-layout.ts';
import { foldedText } from '../../../../src/app/panels/inside/folded-text.ts';

/** Width for pictures on a page of 1280 px, of 390 px and of 1920 px. */
const [USUAL, PHONE, LARGE] = [648, 326, 1288];

test.each([
	[1, USUAL, 1, true],
	[2, USUAL, 2, false],
	[3, USUAL, 3, false],
	[4, USUAL, 2, true],
	[5, USUAL, 2, true],
	[6, USUAL, 2, true],
	[3, PHONE, 1, true],
	[6, PHONE, 1, true],
	[4, LARGE, 4, false],
	[6, LARGE, 6, false],
	[7, LARGE, 4, true]
])(
	'%i circles on %i px are in rows of %i, so none is left alone in a row of three',
	(count, width, columns, isBeside) => {
		expect(dialLayout(count, width)).toEqual({ columns, isBeside });
	}
);

test('a long text is folded after its first sentence, a short one is not', () => {
	const rest = 'It says more. '.repeat(20).trim();
	expect(foldedText(`W_E holds 0.5 of it, e.g. this. ${rest}`)).toEqual({
		start: 'W_E holds 0.5 of it, e.g. this.',
		rest
	});
	expect(foldedText('One. Two.')).toEqual({ start: 'One. Two.', rest: '' });
	expect(foldedText('a'.repeat(500))).toEqual({ start: 'a'.repeat(500), rest: '' });
});
