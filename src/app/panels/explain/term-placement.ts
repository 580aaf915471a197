/** Of a definition, in px. */
export const DEFINITION_WIDTH = 260;
/** A definition begins so much left of its term, in px: its text is then under the term's. */
const INDENT = 8;
/**
 * Between a definition and the edges of the page, in px: on the right there may be the scroll bar
 * of a column.
 */
const LEFT_MARGIN = 8;
const RIGHT_MARGIN = 24;

/**
 * Where a definition begins, from its term's left edge, in px: as near under it as the page has
 * room for.
 * @param termLeft of the term in the page
 */
export function definitionLeft(termLeft: number, pageWidth: number): number {
	const furthest = pageWidth - RIGHT_MARGIN - DEFINITION_WIDTH - termLeft;
	return Math.max(LEFT_MARGIN - termLeft, Math.min(-INDENT, furthest));
}
