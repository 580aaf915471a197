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
export interface BandLabel {
	readonly forms: readonly string[];
	readonly at: number;
}

/** Placed labels of bands, and the bands without room for one. */
export interface BandLabels<Label> {
	readonly placed: readonly PlacedLabel[];
	readonly without: readonly Label[];
}

/**
 * Places labels in a row. Each begins right of its position, in the longest form that fits before
 * the next label; without a form that fits it is left out. Later labels have priority, and the
 * last one may be moved to the left to end inside the row.
 * @param labels by ascending position
 */
export function placeBandLabels<Label extends BandLabel>(
	labels: readonly Label[],
	widthOf: (text: string) => number,
	row: { readonly left: number; readonly right: number },
	gap: number
): BandLabels<Label> {
	const placed: PlacedLabel[] = [];
	const without: Label[] = [];
	let free = row.right + gap;
	for (const label of labels.toReversed()) {
		const { forms, at } = label;
		const end = free - gap;
		const isLast = placed.length === 0;
		const from = Math.max(row.left, at + gap);
		const text = forms.find((form) => (isLast ? row.left : from) + widthOf(form) <= end);
		if (text === undefined) {
			without.unshift(label);
			continue;
		}
		const left = Math.min(from, end - widthOf(text));
		placed.unshift({ label: text, left });
		free = left;
	}
	return { placed, without };
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

/** Whether two boxes do not touch. */
export const areApart = (one: Box, other: Box): boolean =>
	other.right < one.left ||
	other.left > one.right ||
	other.bottom < one.top ||
	other.top > one.bottom;

const SHIFT = 24;
/** Half the size of the signs on lines, and a little more. */
const CLEARANCE = 4;

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

/** Distance of a label from the ticks beside it, in pixels. */
const TICK_GAP = 6;

/**
 * Places the label of a step between the labels of the ticks, as near to the step as possible. None
 * of them is covered. Undefined if it fits between none, or only far from its step.
 * @param ticks ascending
 */
export function placeBetweenTicks(
	at: number,
	width: number,
	row: { readonly left: number; readonly right: number },
	ticks: readonly { readonly left: number; readonly right: number }[]
): number | undefined {
	const starts = [row.left, ...ticks.map(({ right }) => right + TICK_GAP)];
	const ends = [...ticks.map(({ left }) => left - TICK_GAP), row.right];
	const lefts = starts.flatMap((start, i) => {
		const end = ends[i] ?? row.right;
		if (end - start < width) return [];
		return [Math.max(start, Math.min(at - width / 2, end - width))];
	});
	const distanceOf = (left: number) => Math.abs(left + width / 2 - at);
	const nearest = lefts.toSorted((a, b) => distanceOf(a) - distanceOf(b))[0];
	return nearest === undefined || distanceOf(nearest) > width ? undefined : nearest;
}
