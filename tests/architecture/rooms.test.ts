import { beforeAll, expect, test } from 'vitest';
import { PAGE_ROOMS } from '../../src/launch/build-hash.mjs';
import { readImports, type Import } from './import-graph.ts';
import { GUARDED, roomOf, ROOMS } from './room-table.ts';
import { listFiles } from './source-files.ts';

const EXTENSIONS = /\.(ts|svelte|mjs|css)(\?\w+)?$/;

let imports: readonly Import[] = [];
beforeAll(async () => {
	imports = await readImports('src');
});

const describeImport = ({ from, specifier, isTypeOnly }: Import): string =>
	`${from} imports ${isTypeOnly ? 'type ' : ''}${specifier}`;
const list = (offenders: readonly Import[]): readonly string[] => offenders.map(describeImport);

function isThroughDoor({ from, to, isTypeOnly }: Import): boolean {
	const room = roomOf(from);
	const target = roomOf(to);
	const rule = ROOMS[room];
	if (room === target || rule?.imports?.includes(target)) return true;
	return isTypeOnly && (rule?.types?.includes(target) ?? false);
}

test('the import graph is read, components included', () => {
	const sources = new Set(imports.map(({ from }) => from));
	expect(sources).toContain('src/engine/tasks/modular-addition.ts');
	for (const file of listFiles('src/app', '.svelte').filter((name) =>
		name.endsWith('App.svelte')
	)) {
		expect(sources).toContain(file);
	}
});

test('every file lies in a room', () => {
	for (const ending of ['.ts', '.svelte', '.mjs']) {
		for (const file of listFiles('src', ending)) expect(() => roomOf(file)).not.toThrow();
	}
});

test('files import only from the rooms that the table opens to them', () => {
	expect(list(imports.filter((i) => i.kind === 'file' && !isThroughDoor(i)))).toEqual([]);
});

test('packages and Node are used only where the table says so', () => {
	const isForbidden = ({ from, to, kind }: Import): boolean => {
		const room = ROOMS[roomOf(from)];
		if (kind === 'builtin') return room?.isNode !== true;
		return kind === 'package' && !(room?.packages?.includes(to) ?? false);
	};
	expect(list(imports.filter(isForbidden))).toEqual([]);
});

test('files that know where we run are imported only from the rooms that run there', () => {
	const isTrespass = ({ from, to }: Import): boolean => {
		const rooms = GUARDED[to];
		return rooms !== undefined && !rooms.includes(roomOf(from));
	};
	expect(list(imports.filter(isTrespass))).toEqual([]);
});

test('there are no cycles, not even of types', () => {
	const cycles = imports.filter(({ cycle }) => cycle.length > 0);
	expect(cycles.map(({ from, cycle }) => [from, ...cycle].join(' -> '))).toEqual([]);
});

test('imports are relative with their extension, or packages (no aliases)', () => {
	const isPlain = ({ kind, specifier }: Import): boolean => {
		if (kind === 'package') return !specifier.startsWith('.');
		if (kind === 'builtin') return true;
		return kind === 'file' && /^\.\.?\//.test(specifier) && EXTENSIONS.test(specifier);
	};
	expect(list(imports.filter((i) => !isPlain(i)))).toEqual([]);
});

test('the hash of a build covers every file that the headless lab bundles', () => {
	const bundled = new Set(['src/cli/lab.ts']);
	// Iteration over a set includes elements that are added meanwhile.
	for (const file of bundled) {
		const next = imports.filter(
			({ from, kind, isTypeOnly }) => from === file && kind === 'file' && !isTypeOnly
		);
		for (const { to } of next) bundled.add(to);
	}
	expect(bundled.size).toBeGreaterThan(100);
	const left = [...bundled].filter((file) =>
		PAGE_ROOMS.some((room) => file.startsWith(`src/${room}/`))
	);
	expect(left).toEqual([]);
});
