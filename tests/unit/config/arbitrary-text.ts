import fc from 'fast-check';

/** Any UTF-16 code unit, lone surrogates included. */
export const codeUnit = fc
	.integer({ min: 0, max: 0xffff })
	.map((code) => String.fromCharCode(code));

/** Characters of links, and characters that break links. */
export const linkCharacter = fc.constantFrom(...Array.from('#&=%+,.-eE0123456789apv_<>"\'/ '));

/** Text of any kind. */
export const anyText = fc.oneof(
	fc.string({ unit: linkCharacter }),
	fc.string({ unit: codeUnit }),
	fc.string({ unit: 'binary' })
);

/** Percent-encodes anything, lone surrogates as the replacement character. */
export function encode(text: string): string {
	return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
