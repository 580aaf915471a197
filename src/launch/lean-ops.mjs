const OPS = /\/src\/engine\/ops\/.*\.ts$/;
/** What only tests and the bench read of an op (`OpSpec` in src/engine/ops/define.ts). */
const OF_TESTS = new Set(['cases', 'anyCase', 'float32', 'flop', 'bytes']);

/**
 * @typedef {object} Node of a syntax tree, as far as it is looked at
 * @property {string} type
 * @property {number} start
 * @property {number} end
 * @property {readonly Node[]} [properties]
 * @property {{ readonly name?: string }} [key]
 */

/** @param {Node} property */
const nameOf = ({ key }) => key?.name ?? '';

/**
 * @param {object} tree
 * @returns {readonly Node[]} the properties that only tests read, of all objects with an id
 */
function propertiesOfTests(tree) {
	/** @type {Node[]} */
	const found = [];
	/** @param {unknown} value */
	const visit = (value) => {
		if (typeof value !== 'object' || value === null) return;
		if ('properties' in value && Array.isArray(value.properties)) {
			/** @type {readonly Node[]} */
			const properties = value.properties;
			if (properties.some((property) => nameOf(property) === 'id')) {
				found.push(...properties.filter((property) => OF_TESTS.has(nameOf(property))));
			}
		}
		for (const child of Object.values(value)) visit(child);
	};
	visit(tree);
	return found;
}

/**
 * An op without what only tests and the bench read of it. Blanks take its place, so that source
 * maps stay right.
 * @param {string} code in JavaScript
 * @param {object} tree of the code
 */
export function leanOp(code, tree) {
	let lean = code;
	for (const { start, end } of propertiesOfTests(tree)) {
		const comma = /^\s*,/.exec(code.slice(end))?.[0].length ?? 0;
		const blanks = code.slice(start, end + comma).replace(/[^\n]/g, ' ');
		lean = lean.slice(0, start) + blanks + lean.slice(end + comma);
	}
	return lean;
}

/**
 * Leaves out of the built page what only tests and the bench read of each op: a tenth of the
 * program's size.
 * @returns {import('vite').Plugin}
 */
export function leanOps() {
	return {
		name: 'lean-ops',
		apply: 'build',
		transform(code, id) {
			return OPS.test(id) ? { code: leanOp(code, this.parse(code)), map: null } : undefined;
		}
	};
}
