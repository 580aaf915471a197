import type { Evaluations } from '../codec/read-evaluations.ts';
import { runScale } from './run-scale.ts';

/**
 * Evaluations on about so many steps, the first and the last among them, evenly along `runScale`.
 */
export function thinEvaluations({ step, columns }: Evaluations, most: number): Evaluations {
	const last = step.at(-1) ?? 0;
	let filled = -1;
	const kept: number[] = [];
	step.forEach((at, i) => {
		const bin = Math.floor(runScale(at, last) * (most - 1));
		if (bin > filled) kept.push(i);
		filled = Math.max(filled, bin);
	});
	const pick = (values: Float64Array) => Float64Array.from(kept, (i) => values[i] ?? NaN);
	const picked = Object.entries(columns).map(([key, values]) => [key, pick(values)] as const);
	return { step: pick(step), columns: Object.fromEntries(picked) };
}
