import fc from 'fast-check';

/** A change that another program makes to a link. A number says where. */
export interface Mangling {
	readonly name: string;
	/** The unchanged text if there is nothing to change. */
	readonly change: (link: string, at: number) => string;
	/** The text of its notice. */
	readonly notice: RegExp;
}

const insert = (link: string, at: number, text: string): string => {
	const i = 1 + (at % Math.max(1, link.length - 1));
	return link.slice(0, i) + text + link.slice(i);
};

const READ = /was read as/;
const anywhere = (name: string, text: string): Mangling => ({
	name,
	change: (link, at) => insert(link, at, text),
	// A piece of blanks alone is empty.
	notice: READ
});
const behind = (name: string, text: string): Mangling => ({
	name,
	change: (link) => link + text,
	notice: READ
});

export const MANGLINGS: readonly Mangling[] = [
	{ name: '?', change: (link) => `?${link}`, notice: /came after "\?"/ },
	{
		name: '&amp;',
		change: (link) => link.replaceAll('&', '&amp;'),
		notice: /"&amp;" was read as "&"/
	},
	{
		name: '&#38;',
		change: (link) => link.replaceAll('&', '&#38;'),
		notice: /"&amp;" was read as "&"/
	},
	{ name: 'encoded', change: (link) => encodeURIComponent(link), notice: /percent-encoded/ },
	{
		name: 'encoded with its #',
		change: (link) => encodeURIComponent(`#${link}`),
		notice: /percent-encoded/
	},
	{
		name: 'encoded twice',
		change: (link) => encodeURIComponent(encodeURIComponent(`#${link}`)),
		notice: /percent-encoded/
	},
	...['.', ',', ')', '>', '"', "'", ').', '”', ';', '!'].map((text) =>
		behind(`${text} behind`, text)
	),
	...['%22', '%3E', '%20'].map((text) => behind(`${text} behind`, text)),
	...[' ', '\n', '\r\n', '\n> ', '%20', '%0A', '\u200b', '\u00a0'].map((text) =>
		anywhere(`${JSON.stringify(text)} inside`, text)
	),
	{
		name: 'upper-case keys',
		change: (link) => link.replaceAll(/(^|&)([^=&%]+)(?==)/g, (match) => match.toUpperCase()),
		notice: /the key .* was read as/
	},
	...['/', '!', '!/', '##'].map((text) => ({
		name: `#${text}`,
		change: (link: string) => text + link,
		notice: /the key .* was read as/
	})),
	{ name: 'an address before it', change: (link) => `#https://x.org/lab/#${link}`, notice: /^$/ }
];

export const arbitraryMangling = fc.constantFrom(...MANGLINGS);
