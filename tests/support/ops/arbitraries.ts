import fc from 'fast-check';
import { createRng } from '../../../src/engine/core/rng.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import type { Draw, OpCase } from '../../../src/engine/ops/op-case.ts';

/** Properties are drawn from a fixed seed, so that a run of the tests means the same everywhere. */
export const SEED = 20_231_113;

/** The largest size that any op's cases have; a drawn limit below it makes a case smaller. */
const MOST = 600;

/**
 * Sizes at most `limit` above their least, so that fast-check reports a small case where a test
 * fails.
 */
function drawFrom(seed: number, limit: number): Draw {
	const rng = createRng(seed, 'probe');
	const below = (count: number) => rng.nextBelow(count);
	return {
		whole: (least, most) => least + below(Math.min(most - least, limit) + 1),
		oneOf(...choices) {
			const at = below(choices.length);
			const [chosen] = choices.slice(at);
			return chosen ?? choices[0];
		}
	};
}

/** Cases of any shape that the op takes, named by their shapes. */
export function anyCaseOf(op: OpSpec): fc.Arbitrary<OpCase> {
	return fc.tuple(fc.nat(), fc.nat(MOST)).map(([seed, limit]) => {
		const drawn = op.anyCase(drawFrom(seed, limit));
		return { name: drawn.inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' '), ...drawn };
	});
}
