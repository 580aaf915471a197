import { expect, test } from 'vitest';
import { ops } from '../../../src/engine/ops/index.ts';
import { expectSessionAgrees } from '../../support/ops/compare-op.ts';
import { DECLARED_CASES, drawInputs } from '../../support/ops/op-case.ts';
import { testOpProperties } from '../../support/ops/op-properties.ts';
import { openWasm } from '../../support/wasm-session.ts';

const REPLICAS = [0, 1, 2];

/** Their references call functions of `Math` whose last bit differs between JavaScript engines. */
const TRANSCENDENTAL = [
	'attention-softmax',
	'corrected-loss',
	'gelu',
	'gelu-gradient',
	'naive-cross-entropy',
	'softmax-cross-entropy',
	'softmax-keys',
	'stablemax-cross-entropy'
];

test('no op computes exponentials or logarithms with the functions of the engine', () => {
	const withKernels = ops.all.filter(({ wasm }) => wasm !== undefined).map(({ id }) => id);
	expect(withKernels).toEqual(expect.arrayContaining(TRANSCENDENTAL));
	const sources = import.meta.glob<string>('../../../src/engine/ops/**/*.ts', {
		query: '?raw',
		import: 'default',
		eager: true
	});
	const calls = Object.entries(sources).filter(
		([file, text]) =>
			!file.endsWith('.as.ts') &&
			/Math\.(a?(sin|cos|tan)h?|atan2|exp|expm1|log|log1p|log2|log10|pow|hypot|cbrt)\(/.test(text)
	);
	const stems = calls.map(([file]) => file.replace(/^.*\/|\.ts$/g, ''));
	// A bound for tests, the formulas of corrected-loss, and a case of a test.
	const allowed = [
		'cross-entropy-error',
		'corrected-formulas',
		'attention-mix-pattern-gradient',
		...TRANSCENDENTAL
	];
	expect(stems.filter((stem) => !allowed.includes(stem))).toEqual([]);
});

test.each(DECLARED_CASES)('$title agrees with float64, R = 3', async ({ op, opCase }) => {
	const inputs = REPLICAS.map((r) => drawInputs(opCase, 200 + r));
	await expectSessionAgrees(openWasm, op, opCase, inputs);
});

testOpProperties((op, opCase, inputs) => expectSessionAgrees(openWasm, op, opCase, inputs));
