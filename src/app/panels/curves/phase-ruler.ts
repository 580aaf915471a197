import { shareOnAxis, type StepAxis } from '../../charts/lines/step-axis.ts';
import type { Band } from '../../charts/lines/annotation-drawing.ts';

/** A piece of the ruler, as shares of the step axis. */
export interface RulerPiece {
	readonly left: number;
	readonly width: number;
	readonly isTransition: boolean;
}

/** The only phase of a run in which nothing has happened yet. */
const FIRST_BAND: Band = { label: '', from: 0, until: undefined, isTransition: false };

/** The bands up to the newest step as pieces of the ruler. */
export function rulerPieces(
	bands: readonly Band[],
	axis: StepAxis,
	step: number
): readonly RulerPiece[] {
	const all = bands.length > 0 || step === 0 ? bands : [FIRST_BAND];
	return all.map(({ from, until, isTransition }) => {
		const left = shareOnAxis(axis, from);
		const right = shareOnAxis(axis, Math.min(until ?? step, step));
		return { left, width: Math.max(0, right - left), isTransition };
	});
}

/** A label of the ruler: where it should begin, and its width, in pixels. */
export interface RulerLabel {
	readonly at: number;
	readonly width: number;
}

/**
 * Where the label of a phase should begin that has not begun itself: the labels to come share the
 * ruler evenly, and none lies before the newest step.
 * @param newest position of the newest step
 */
export function waitingPlace(
	place: number,
	count: number,
	plot: { readonly left: number; readonly right: number },
	newest: number
): number {
	const even = plot.left + ((plot.right - plot.left) * place) / Math.max(1, count);
	return Math.max(even, newest);
}

/** Where a label is drawn. */
export interface RulerPlace {
	readonly left: number;
	/** Row below the ruler, from 0. */
	readonly lane: number;
}

/**
 * Places labels in one row, each as near as possible to where its phase begins, in their order.
 * Undefined if they do not fit.
 */
function placeInRow(
	labels: readonly RulerLabel[],
	width: number,
	gap: number
): readonly number[] | undefined {
	const total = labels.reduce((sum, label) => sum + label.width, gap * (labels.length - 1));
	if (total > width) return undefined;
	const lefts: number[] = [];
	let free = 0;
	for (const label of labels) {
		const left = Math.max(free, label.at);
		lefts.push(left);
		free = left + label.width + gap;
	}
	let end = width;
	for (let i = labels.length - 1; i >= 0; i -= 1) {
		const left = Math.min(lefts[i] ?? 0, end - (labels[i]?.width ?? 0));
		lefts[i] = Math.max(0, left);
		end = (lefts[i] ?? 0) - gap;
	}
	return lefts;
}

/**
 * Places the labels of all phases below the ruler, in as few rows as they need. None is left out.
 */
export function placeRulerLabels(
	labels: readonly RulerLabel[],
	width: number,
	gap: number
): readonly RulerPlace[] {
	for (let lanes = 1; lanes < labels.length; lanes += 1) {
		const rows = Array.from({ length: lanes }, (_, lane) =>
			placeInRow(
				labels.filter((_label, i) => i % lanes === lane),
				width,
				gap
			)
		);
		if (rows.includes(undefined)) continue;
		return labels.map((_, i) => ({
			left: rows[i % lanes]?.[Math.floor(i / lanes)] ?? 0,
			lane: i % lanes
		}));
	}
	return labels.map((label, lane) => ({
		left: Math.max(0, Math.min(label.at, width - label.width)),
		lane
	}));
}

const TITLE_CHARACTER = 7.6;
const WORDS_CHARACTER = 6.8;

/** About how wide a label is, in pixels: its title, and the words below it. */
export const labelWidth = (title: string, words: string): number =>
	Math.ceil(Math.max(TITLE_CHARACTER * title.length, WORDS_CHARACTER * words.length));
