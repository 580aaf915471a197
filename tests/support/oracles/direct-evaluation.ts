import type { BuiltRun } from '../../../src/engine/trainer/build/build-run.ts';

/**
 * Loss and correctness of every pair, by plain loops over the quadratic MLP's formula: no plan, no
 * chunks, no ops.
 */
export function directEvaluation(
	run: BuiltRun,
	flat: ArrayLike<number>
): { readonly loss: readonly number[]; readonly isCorrect: readonly boolean[] } {
	const { classes: p } = run.shape;
	const { targets } = run.examples(0);
	const tensor = (name: string) => {
		const slot = run.plan.parameters.find((candidate) => candidate.name === name);
		if (slot === undefined) throw new Error(`no parameter "${name}"`);
		const width = slot.shape[1] ?? 0;
		return { width, at: (i: number, j: number) => flat[slot.offset + i * width + j] ?? NaN };
	};
	const [u, v, w] = [tensor('U'), tensor('V'), tensor('W')];
	const loss: number[] = [];
	const isCorrect: boolean[] = [];
	for (let a = 0; a < p; a++) {
		for (let b = 0; b < p; b++) {
			const logits = Array.from({ length: p }, (_, c) => {
				let sum = 0;
				for (let n = 0; n < u.width; n++) sum += (u.at(a, n) + v.at(b, n)) ** 2 * w.at(n, c);
				return sum;
			});
			const answer = targets[a * p + b] ?? NaN;
			const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
			loss.push(Math.log(total) - (logits[answer] ?? NaN));
			isCorrect.push(logits.indexOf(Math.max(...logits)) === answer);
		}
	}
	return { loss, isCorrect };
}
