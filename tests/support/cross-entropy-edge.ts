import { readFileSync } from 'node:fs';
import type { Session } from '../../src/engine/core/session.ts';
import type { Plan } from '../../src/engine/graph/plan.ts';
import { softmaxCrossEntropy } from '../../src/engine/ops/losses/softmax-cross-entropy.ts';
import { runOp } from './ops/run-op.ts';

interface EdgeCase {
	readonly margin: number;
	readonly target: number;
	readonly logits: readonly (readonly number[])[];
	readonly loss: readonly number[];
	readonly grad: readonly (readonly number[])[];
}

function isEdgeFile(value: unknown): value is { readonly cases: readonly EdgeCase[] } {
	return (
		typeof value === 'object' && value !== null && 'cases' in value && Array.isArray(value.cases)
	);
}

function readCases(): readonly EdgeCase[] {
	const url = new URL('../golden/cross-entropy-edge.json', import.meta.url);
	const parsed: unknown = JSON.parse(readFileSync(url, 'utf8'));
	if (!isEdgeFile(parsed)) throw new Error('cross-entropy-edge.json: expected { cases: [...] }');
	return parsed.cases;
}

/**
 * Rows of logits with loss and gradient to float64 accuracy, by margin; see tests/golden/README.md.
 */
export const EDGE_CASES = readCases();

/**
 * Below this only the absolute error counts: float32's smallest normal number is 1e-38, and the op
 * divides by the rows.
 */
const SMALLEST_RELATIVE = 1e-30;

export interface EdgeError {
	/** `loss` or `gradient`, with row and entry. */
	readonly where: string;
	/** Relative to the true value; where that is below 1e-30, relative to 1e-30. */
	readonly relative: number;
	/** Largest absolute argument of the exponentials that the value depends on. */
	readonly exponent: number;
}

/** Errors of every loss and gradient entry of a case. */
export async function edgeErrors(
	{ margin, target, logits, loss, grad }: EdgeCase,
	open: (plan: Plan) => Promise<Session>
): Promise<readonly EdgeError[]> {
	const rows = logits.length;
	const classes = logits[0]?.length ?? 0;
	const opCase = {
		name: 'edge',
		inputs: [
			{ shape: [rows, classes], dtype: 'f32' },
			{ shape: [rows], dtype: 'u32' }
		],
		attributes: {}
	} as const;
	const inputs = [Float64Array.from(logits.flat()), new Uint32Array(rows).fill(target)];
	const [result] = await runOp(
		{ op: softmaxCrossEntropy, opCase, inputs: [inputs], shared: [] },
		open
	);
	const [gotLoss, , gotGradient] = result?.outputs ?? [];
	const errors: EdgeError[] = [];
	const compare = (where: string, got: number, want: number, argument: number) => {
		const exponent = Math.max(Math.abs(margin), argument);
		const relative = Math.abs(got - want) / Math.max(Math.abs(want), SMALLEST_RELATIVE);
		errors.push({ where, relative, exponent });
	};
	logits.forEach((row, i) => {
		const peak = Math.max(...row);
		compare(`loss of row ${i}`, gotLoss?.[i] ?? NaN, loss[i] ?? NaN, 0);
		row.forEach((logit, j) => {
			const got = (gotGradient?.[i * classes + j] ?? NaN) * rows;
			compare(`gradient ${j} of row ${i}`, got, grad[i]?.[j] ?? NaN, peak - logit);
		});
	});
	return errors;
}
