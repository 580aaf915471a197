import { LabError } from './lab-error.ts';
import { quote } from './quote.ts';

/** Anything a registry holds: a frozen object with a literal id. */
export interface Identified {
	readonly id: string;
	/**
	 * Its position among the specs of its kind, ascending. A bundler sorts the exports of a module
	 * by name, so the order of lines in `registry.ts` is lost at run time. A spec whose position
	 * matters states it here; a test compares it with the order of lines.
	 */
	readonly place?: number;
}

/**
 * A registry: the specs of one kind by id, ordered by `place`; specs without one keep the order of
 * the module's exports.
 */
export interface Registry<Spec extends Identified> {
	readonly all: readonly Spec[];
	readonly ids: readonly Spec['id'][];
	get(id: string): Spec;
	has(id: string): boolean;
}

/**
 * Builds the registry of one kind from the module namespace of its `registry.ts`.
 * @param kind the word used in errors, e.g. `task`
 * @throws LabError `internal` on a duplicate id, `bad-parameter` when an unknown id is asked for
 */
export function createRegistry<Spec extends Identified>(
	kind: string,
	module: Readonly<Record<string, Spec>>
): Registry<Spec> {
	const byId = new Map<string, Spec>();
	const placed = Object.values(module).toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
	for (const spec of placed) {
		if (byId.has(spec.id)) throw new LabError('internal', `${kind} "${spec.id}" is defined twice`);
		byId.set(spec.id, spec);
	}
	const all = Object.freeze([...byId.values()]);
	const ids = Object.freeze(all.map((spec) => spec.id));
	return Object.freeze({
		all,
		ids,
		has: (id: string) => byId.has(id),
		get(id: string) {
			const spec = byId.get(id);
			if (spec === undefined) {
				throw new LabError(
					'bad-parameter',
					`${kind}: expected one of ${ids.join(', ')}, got ${quote(id)}`
				);
			}
			return spec;
		}
	});
}
