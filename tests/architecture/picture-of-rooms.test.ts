import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOMS } from './room-table.ts';

const page = readFileSync('ARCHITECTURE.md', 'utf8');
const picture = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

/** The paths in a node's label, by the id of the node. */
const nodes = new Map(
	[...picture.matchAll(/^\s*(\w+)\["([^"]+)"\]$/gm)].map(([, id = '', label = '']) => [
		id,
		label.match(/src\/[\w./-]+/g) ?? []
	])
);

/** Arrows as "from to", by whether they are dotted. */
const arrows = new Map(
	[...picture.matchAll(/^\s*(\w+) (-->|-\.->) (\w+)$/gm)].map(([, from = '', line, to = '']) => [
		`${from} ${to}`,
		line === '-.->'
	])
);

/** The node that shows a room; undefined for a room that the picture leaves out. */
const nodeOf = (room: string): string | undefined =>
	[...nodes].find(([, paths]) =>
		paths.some((path) => room === path || room.startsWith(`${path}/`))
	)?.[0];

/** Imports between nodes that the table allows, as "from to"; true for imports of types alone. */
function allowedImports(): ReadonlyMap<string, boolean> {
	const allowed = new Map<string, boolean>();
	for (const [room, { imports = [], types = [] }] of Object.entries(ROOMS)) {
		const each = [
			...imports.map((to) => [to, false] as const),
			...types.map((to) => [to, true] as const)
		];
		for (const [to, isTypeOnly] of each) {
			const [from, target] = [nodeOf(room), nodeOf(to)];
			if (from === undefined || target === undefined || from === target) continue;
			const key = `${from} ${target}`;
			allowed.set(key, isTypeOnly && allowed.get(key) !== false);
		}
	}
	return allowed;
}

function isReachable(from: string, to: string, seen = new Set<string>()): boolean {
	if (from === to) return true;
	seen.add(from);
	return [...arrows.keys()].some((arrow) => {
		const [start = '', end = ''] = arrow.split(' ');
		return start === from && !seen.has(end) && isReachable(end, to, seen);
	});
}

test('every room of the table is in the picture of ARCHITECTURE.md', () => {
	const missing = Object.keys(ROOMS).filter(
		(room) => nodeOf(room) === undefined && room !== 'src/engine/globals.d.ts'
	);
	expect(missing).toEqual([]);
});

test('every arrow of the picture is an import that the table allows, dotted for types alone', () => {
	const allowed = allowedImports();
	const wrong = [...arrows].filter(([arrow, isDotted]) => allowed.get(arrow) !== isDotted);
	expect(wrong).toEqual([]);
	expect(arrows.size).toBeGreaterThan(0);
});

test('every import that the table allows follows the arrows of the picture', () => {
	const missing = [...allowedImports().keys()].filter((arrow) => {
		const [from = '', to = ''] = arrow.split(' ');
		return !isReachable(from, to);
	});
	expect(missing).toEqual([]);
});
