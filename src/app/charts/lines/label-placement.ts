/** A label that belongs to a place on the axis, in pixels. */
interface Label {
	readonly label: string;
	readonly at: number;
	readonly width: number;
}

/** A label where it begins. */
export interface PlacedLabel {
	readonly label: string;
	readonly left: number;
}

/**
 * Where labels in a row begin. Each stands right of its place and may hang over where it is free;
 * the last one is moved left to end at `right`. Later labels come first: one that would run into
 * the next is left out.
 * @param labels by ascending place
 */
export function placeLabels(
	labels: readonly Label[],
	right: number,
	gap: number
): readonly PlacedLabel[] {
	const placed: PlacedLabel[] = [];
	let free = right;
	for (const { label, at, width } of labels.toReversed()) {
		const end = free - gap - width;
		const left = placed.length === 0 ? Math.min(at + gap, end) : at + gap;
		if (left > end) continue;
		placed.unshift({ label, left });
		free = left;
	}
	return placed;
}

/** Labels of marks that have room, and the marks that must do without. */
export interface MarkLabels<Mark> {
	readonly placed: readonly PlacedLabel[];
	readonly without: readonly Mark[];
}

/** Half the width that a mark keeps free of other labels. */
const MARK_REACH = 6;

/**
 * Labels of marks in a row of their own: right of the mark or left of it, inside the row, over no
 * other mark and no other label. The latest mark comes first.
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

/** A place where something can be read, in pixels. */
export interface Flag {
	readonly at: number;
	readonly words: readonly string[];
}

/** Marks without a label, those close to each other as one. @param marks by ascending place */
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

/** Whether a stretch between two points, or a point, enters a box. */
function enters(a: Point, b: Point, box: Box): boolean {
	if (Math.max(a.x, b.x) < box.left || Math.min(a.x, b.x) > box.right) return false;
	const yAt = (x: number) => (a.x === b.x ? a.y : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x));
	const ends =
		a.x === b.x
			? [a.y, b.y]
			: [yAt(Math.max(box.left, Math.min(a.x, b.x))), yAt(Math.min(box.right, Math.max(a.x, b.x)))];
	return Math.max(...ends) >= box.top && Math.min(...ends) <= box.bottom;
}

/** Whether a line, which breaks at points that are not finite, enters a box. */
export function lineEnters(points: readonly Point[], box: Box): boolean {
	return points.some((point, i) => {
		if (!Number.isFinite(point.y)) return false;
		const before = points[i - 1];
		return enters(before !== undefined && Number.isFinite(before.y) ? before : point, point, box);
	});
}

const SHIFT = 24;
const CLEARANCE = 2;

/**
 * The place for the label of a level line: as far left as there is one that no line enters, below
 * the level rather than above. Undefined where there is none: then the legend alone says it.
 * @param taken boxes that it must not touch either
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
		const isApart = taken.every(
			(other) =>
				other.right < wide.left ||
				other.left > wide.right ||
				other.bottom < wide.top ||
				other.top > wide.bottom
		);
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
