/** A label of a position on the axis, in pixels. */
interface Label {
	readonly label: string;
	readonly at: number;
	readonly width: number;
}

/** A label with its left end. */
export interface PlacedLabel {
	readonly label: string;
	readonly left: number;
}

/** A label in several forms, the longest first, and its position in pixels. */
interface BandLabel {
	readonly forms: readonly string[];
	readonly at: number;
}

/**
 * Places labels in a row. Each begins right of its position if its longest or a shorter form fits
 * before the next label; if none does, the shortest is moved. None is left out, and none overlaps
 * as long as the shortest forms fit into the row.
 * @param labels by ascending position
 */
export function placeBandLabels(
	labels: readonly BandLabel[],
	widthOf: (text: string) => number,
	row: { readonly left: number; readonly right: number },
	gap: number
): readonly PlacedLabel[] {
	const placed: PlacedLabel[] = [];
	let free = row.right + gap;
	for (const { forms, at } of labels.toReversed()) {
		const end = free - gap;
		const fitting = forms.find((form) => at + gap + widthOf(form) <= end);
		// The last label may end at the right end instead of beginning at its position.
		const label = (placed.length === 0 ? forms[0] : (fitting ?? forms.at(-1))) ?? '';
		const left = Math.min(at + gap, end - widthOf(label));
		placed.unshift({ label, left });
		free = left;
	}
	// What was moved beyond the left end is moved back, and the later ones with it.
	let least = row.left;
	return placed.map(({ label, left }, i) => {
		const isMoved = left < least;
		const short = isMoved ? (labels[i]?.forms.at(-1) ?? label) : label;
		const from = Math.max(left, least);
		least = from + widthOf(short) + gap;
		return { label: short, left: from };
	});
}

/** Placed labels, and the marks without room for one. */
export interface MarkLabels<Mark> {
	readonly placed: readonly PlacedLabel[];
	readonly without: readonly Mark[];
}

/** Half the width around a mark that other labels must not cover. */
const MARK_REACH = 6;

/**
 * Places labels of marks in a row, right or left of their mark, inside the row, and without
 * covering other marks or labels. Later marks have priority.
 */
export function placeMarkLabels<Mark extends Label>(
	marks: readonly Mark[],
	row: { readonly left: number; readonly right: number },
	gap: number
): MarkLabels<Mark> {
	const placed: (PlacedLabel & { readonly end: number })[] = [];
	const without: Mark[] = [];
	for (const mark of marks.toReversed()) {
		const { at, label, width } = mark;
		const left = [at + gap, at - gap - width].find((start) => {
			const end = start + width;
			const isInside = start >= row.left && end <= row.right;
			const isClear = marks.every(
				(other) => other === mark || other.at + MARK_REACH < start || other.at - MARK_REACH > end
			);
			return isInside && isClear && placed.every((p) => p.end + gap < start || p.left - gap > end);
		});
		if (left === undefined) without.unshift(mark);
		else placed.push({ label, left, end: left + width });
	}
	return {
		placed: placed.map(({ label, left }) => ({ label, left })),
		without
	};
}

/** A position with texts to show on hover, in pixels. */
export interface Flag {
	readonly at: number;
	readonly words: readonly string[];
}

/** Merges marks that are close to each other. @param marks by ascending position */
export function gatherFlags(
	marks: readonly { readonly at: number; readonly words: string }[],
	distance: number
): readonly Flag[] {
	const flags: { at: number; words: string[] }[] = [];
	for (const { at, words } of marks) {
		const last = flags.at(-1);
		if (last !== undefined && at - last.at < distance) last.words.push(words);
		else flags.push({ at, words: [words] });
	}
	return flags;
}

/** A rectangle in pixels. */
export interface Box {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

interface Point {
	readonly x: number;
	readonly y: number;
}

/** Whether the segment between two points, or a point, crosses a box. */
function enters(a: Point, b: Point, box: Box): boolean {
	if (Math.max(a.x, b.x) < box.left || Math.min(a.x, b.x) > box.right) return false;
	const yAt = (x: number) => (a.x === b.x ? a.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x));
	const ends =
		a.x === b.x
			? [a.y, b.y]
			: [yAt(Math.max(box.left, Math.min(a.x, b.x))), yAt(Math.min(box.right, Math.max(a.x, b.x)))];
	return Math.max(...ends) >= box.top && Math.min(...ends) <= box.bottom;
}

/** Whether a line crosses a box. It breaks at points that are not finite. */
export function lineEnters(points: readonly Point[], box: Box): boolean {
	return points.some((point, i) => {
		if (!Number.isFinite(point.y)) return false;
		const before = points[i - 1];
		return enters(before !== undefined && Number.isFinite(before.y) ? before : point, point, box);
	});
}

const areApart = (one: Box, other: Box): boolean =>
	other.right < one.left ||
	other.left > one.right ||
	other.bottom < one.top ||
	other.top > one.bottom;

const SHIFT = 24;
const CLEARANCE = 2;

/**
 * Places the label of a horizontal line: as far left as possible without crossing a line, below the
 * level if possible. Undefined if there is no room.
 * @param taken boxes to keep free
 */
export function placeLevelLabel(
	level: number,
	size: { readonly width: number; readonly height: number },
	area: Box,
	lines: readonly (readonly Point[])[],
	taken: readonly Box[] = []
): Box | undefined {
	const { width, height } = size;
	const isFree = (box: Box) => {
		const wide = {
			left: box.left - CLEARANCE,
			right: box.right + CLEARANCE,
			top: box.top - CLEARANCE,
			bottom: box.bottom + CLEARANCE
		};
		const isInside = box.top >= area.top && box.bottom <= area.bottom;
		const isApart = taken.every((other) => areApart(wide, other));
		return isInside && isApart && !lines.some((line) => lineEnters(line, wide));
	};
	for (let left = area.left + 8; left + width <= area.right; left += SHIFT) {
		for (const top of [level + CLEARANCE + 1, level - CLEARANCE - height]) {
			const box = { left, right: left + width, top, bottom: top + height };
			if (isFree(box)) return box;
		}
	}
	return undefined;
}

const LABEL_DISTANCE = 8;

/**
 * Places the label of a point beside it: above or below, to its right or left, where it crosses no
 * line. If it crosses one everywhere, it is placed above, inside the area.
 * @param taken boxes to keep free
 */
export function placePointLabel(
	point: Point,
	{ width, height }: { readonly width: number; readonly height: number },
	area: Box,
	lines: readonly (readonly Point[])[],
	taken: readonly Box[] = []
): Box {
	const { x, y } = point;
	const boxAt = (left: number, top: number) => ({
		left,
		right: left + width,
		top,
		bottom: top + height
	});
	const tops = [y - LABEL_DISTANCE - height, y + LABEL_DISTANCE];
	const lefts = [x + LABEL_DISTANCE, x - LABEL_DISTANCE - width];
	const boxes = tops.flatMap((top) => lefts.map((left) => boxAt(left, top)));
	const isInside = (box: Box) =>
		box.left >= area.left &&
		box.right <= area.right &&
		box.top >= area.top &&
		box.bottom <= area.bottom;
	const isFree = (box: Box) =>
		isInside(box) &&
		taken.every((other) => areApart(box, other)) &&
		!lines.some((line) => lineEnters(line, box));
	const clamp = (value: number, least: number, most: number) =>
		Math.max(least, Math.min(value, most));
	return (
		boxes.find(isFree) ??
		boxAt(
			clamp(x + LABEL_DISTANCE, area.left, area.right - width),
			clamp(y - LABEL_DISTANCE - height, area.top, area.bottom - height)
		)
	);
}
