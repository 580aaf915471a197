import { afterEach, expect, test, vi } from 'vitest';
import { AddressBar } from '../../../../src/app/client/address-bar.ts';
import { isLinkQuery } from '../../../../src/config/link-repair.ts';

/** A window with an address and its history. */
function openAt(address: string) {
	const entries = [new URL(address)];
	const current = () => entries.at(-1) ?? expect.fail('no entry');
	const go = (to: string) => new URL(to, current());
	vi.stubGlobal('location', {
		get href() {
			return current().href;
		},
		get hash() {
			return current().hash;
		},
		get search() {
			return current().search;
		},
		get pathname() {
			return current().pathname;
		}
	});
	vi.stubGlobal('history', {
		state: null,
		pushState: (_: unknown, __: string, to: string) => entries.push(go(to)),
		replaceState: (_: unknown, __: string, to: string) => entries.splice(-1, 1, go(to))
	});
	vi.stubGlobal('window', { setTimeout });
	return { bar: new AddressBar(isLinkQuery), entries: () => entries.map(String) };
}

afterEach(() => {
	vi.unstubAllGlobals();
});

test('a link behind ? is read, and gives way to the one behind # when it is written', () => {
	const { bar, entries } = openAt('https://x.org/lab/?v=1&preset=quick-mlp&p=37');
	expect(bar.read()).toBe('?v=1&preset=quick-mlp&p=37');
	expect(bar.address('v=1')).toBe('https://x.org/lab/#v=1');
	bar.write('v=1&preset=quick-mlp&p=37');
	bar.flush();
	expect(entries()).toEqual(['https://x.org/lab/#v=1&preset=quick-mlp&p=37']);
});

test.each(['?v=20260101', '?p=123', '?seed=1&lr=de', '?model=a'])(
	'%s is no link, although its keys are known: it names no preset',
	(query) => {
		expect(isLinkQuery(query)).toBe(false);
		expect(isLinkQuery(`${query}&PRESET=quick-mlp`)).toBe(true);
	}
);

test('a query that is no link is neither read nor touched, and beside a fragment no query is', () => {
	const { bar, entries } = openAt('https://x.org/?utm_source=mail');
	expect(bar.read()).toBe('');
	bar.write('v=1&preset=quick-mlp');
	bar.flush();
	expect(entries()).toEqual(['https://x.org/?utm_source=mail#v=1&preset=quick-mlp']);
	const both = openAt('https://x.org/?v=1&preset=quick-mlp#v=1&preset=quick-start');
	expect(both.bar.read()).toBe('v=1&preset=quick-start');
});

test('a run that a button leads to is a new entry of the history, the one of before stays as it was written last', () => {
	const { bar, entries } = openAt('https://x.org/#v=1&preset=quick-start&seed=7');
	bar.write('v=1&preset=quick-start&seed=8');
	bar.push('v=1&preset=nanda-2023');
	bar.push('v=1&preset=nanda-2023');
	expect(entries()).toEqual([
		'https://x.org/#v=1&preset=quick-start&seed=8',
		'https://x.org/#v=1&preset=nanda-2023'
	]);
});

test('a waiting fragment is dropped when the user has gone to another address meanwhile', () => {
	const { bar, entries } = openAt('https://x.org/#v=1&preset=quick-start');
	bar.write('v=1&preset=quick-start&tab=measures');
	history.replaceState(null, '', '#v=1&preset=quick-mlp');
	bar.flush();
	expect(entries()).toEqual(['https://x.org/#v=1&preset=quick-mlp']);
});
