import { createRng } from '../core/rng.ts';
import type { NumericArray } from '../core/tensor.ts';
import type { TaskShape } from '../tasks/define.ts';
import { defineProbe, type LogitChoice, type ProbeSubject } from './define.ts';

const CHOICES = 100;

/** The logits whose gradients are compared: the same at every evaluation and in every run. */
export function symmetricityChoices({ pairs, classes }: TaskShape): readonly LogitChoice[] {
	const rng = createRng(0, 'probe');
	const draw = ({ first, count }: { readonly first: number; readonly count: number }) =>
		first + rng.nextBelow(count);
	if (pairs === undefined) return [];
	return Array.from({ length: CHOICES }, () => ({
		a: draw(pairs.left),
		b: draw(pairs.right),
		c: rng.nextBelow(classes)
	}));
}

function refuseLogitGradients({ shape, model, params }: ProbeSubject): string | undefined {
	if (shape.pairs === undefined || shape.operands !== 2 || shape.positions.length !== 1) {
		return 'This task has no pairs of two operands with one answer.';
	}
	if (model.roles(params).rightEmbedding !== undefined) {
		return 'This model embeds a and b by different tables, whose directions cannot be compared.';
	}
	return model.isTied?.(params) === true
		? 'The embedding of this model also makes the logits, so its gradient is not that of the operands alone.'
		: undefined;
}

/** Mean cosine of the rows 2i and 2i + 1 [*, width]; NaN if a row is zero. */
function meanCosine(rows: NumericArray, width: number): number {
	let total = 0;
	for (let i = 0; i < CHOICES; i++) {
		let [both, left, right] = [0, 0, 0];
		for (let k = 0; k < width; k++) {
			const x = rows[2 * i * width + k] ?? NaN;
			const y = rows[(2 * i + 1) * width + k] ?? NaN;
			both += x * y;
			left += x * x;
			right += y * y;
		}
		total += both / Math.sqrt(left * right);
	}
	return total / CHOICES;
}

/** Whether a logit depends on a and b in the same way (Zhong et al. 2023). */
export const gradientSymmetricity = defineProbe({
	id: 'gradient-symmetricity',
	label: 'Gradient symmetricity',
	cite: 'Zhong et al. 2023, section 4',
	definition: `Whether the answer depends on a and on b in the same way, as in an algorithm that adds their embeddings first (pizza: near 1), or not, as in one that multiplies them (clock: lower). For ${String(CHOICES)} random (a, b, c), the same at every evaluation: the cosine between the gradients of the logit of c with respect to the embedding of a and to that of b; then the mean.`,
	view: 'line',
	offBecause: `Off at first: it adds a forward and a backward pass of ${String(CHOICES)} examples.`,
	scalars: [
		{
			id: 'gradient_symmetricity',
			label: 'Gradient symmetricity',
			definition:
				'Whether the answer depends on a and b in the same way: mean cosine between the gradients of a logit with respect to their embeddings. Near 1 for a pizza, lower for a clock.',
			unit: 'fraction'
		}
	],
	refuse: refuseLogitGradients,
	build: (context) => [context.logitGradients(symmetricityChoices(context.shape))],
	finish([rows = new Float64Array(0)], { shape }) {
		const width = rows.length / (2 * CHOICES + shape.context - 2);
		return { scalars: { gradient_symmetricity: meanCosine(rows, width) } };
	}
});
