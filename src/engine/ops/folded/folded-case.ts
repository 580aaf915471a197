import type { Draw } from '../op-case.ts';

/**
 * Sizes for cases of the ops around `attention-mix`; the pattern may have positions beyond those of
 * the context.
 */
export function anyMix(draw: Draw) {
	const context = draw.whole(1, 4);
	return {
		rows: draw.whole(1, 40),
		heads: draw.whole(1, 6),
		context,
		width: context + draw.whole(0, 2),
		tableRows: draw.whole(1, 30),
		hidden: draw.whole(1, 25),
		outputs: draw.whole(1, 9)
	};
}

/** Sizes for cases of the ops that make what `attention-mix` reads. */
export const anyFolded = (draw: Draw) => ({
	residues: draw.whole(1, 9),
	width: draw.whole(1, 9),
	heads: draw.whole(1, 5),
	dHead: draw.whole(1, 6),
	hidden: draw.whole(1, 25),
	outputs: draw.whole(1, 9)
});
