/** Width of a definition in px. */
export const DEFINITION_WIDTH = 260;
/** A definition begins this many px left of its term, so that its text aligns with the term. */
const INDENT = 8;
/** Distance in px to the edges of the page. On the right there may be a scroll bar. */
const LEFT_MARGIN = 8;
const RIGHT_MARGIN = 24;

/**
 * Offset of a definition from its term's left edge, in px, such that it stays inside the page.
 * @param termLeft left edge of the term in the page
 */
export function definitionLeft(termLeft: number, pageWidth: number): number {
	const furthest = pageWidth - RIGHT_MARGIN - DEFINITION_WIDTH - termLeft;
	return Math.max(LEFT_MARGIN - termLeft, Math.min(-INDENT, furthest));
}
