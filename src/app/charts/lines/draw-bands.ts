import {
	flagsOf,
	ROW_HEIGHT,
	setFont,
	type Annotations,
	type ChartFlag,
	type AnnotatedChart
} from './annotation-drawing.ts';
import { placeBandLabels } from './label-placement.ts';

const LABEL_GAP = 8;
const MIN_TRANSITION_WIDTH = 2;
/** In a narrower plot the labels of phases alternate between two rows. */
const ONE_ROW_WIDTH = 420;

const bandRows = (plotWidth: number): number => (plotWidth < ONE_ROW_WIDTH ? 2 : 1);

/**
 * Height above the plot: one or two rows for phases, by its width alone, so that it does not change
 * while the run trains, and one for events if there are any.
 */
export const roomForLabels = (
	{
		marks,
		hasMarkLabels,
		hasBandLabels
	}: Pick<Annotations, 'marks' | 'hasMarkLabels' | 'hasBandLabels'>,
	plotWidth: number
): number =>
	(hasBandLabels ? bandRows(plotWidth) * ROW_HEIGHT : 4) +
	2 +
	(hasMarkLabels && marks.length > 0 ? ROW_HEIGHT : 0);

export function drawBands({ paper, area, model, theme, xOf }: AnnotatedChart): void {
	let phases = 0;
	for (const band of model.bands) {
		const left = xOf(band.from);
		const right = band.until === undefined ? area.right : xOf(band.until);
		const width = band.isTransition ? Math.max(MIN_TRANSITION_WIDTH, right - left) : right - left;
		if (!band.isTransition) phases += 1;
		if (width <= 0) continue;
		// Every second phase is tinted, so that neighbours differ without many colours.
		const isTinted = phases % 2 === 0;
		if (band.isTransition || isTinted) {
			paper.fillStyle = band.isTransition ? theme.transition : theme.band;
			paper.fillRect(left, area.top, width, area.bottom - area.top);
		}
	}
}

/** Names the phases above the plot, and returns flags for those without room. */
export function drawBandLabels(drawing: AnnotatedChart): readonly ChartFlag[] {
	const { paper, area, model, theme, xOf } = drawing;
	if (!model.hasBandLabels) return [];
	setFont(drawing);
	const labels = model.bands.flatMap(({ label, from, until }) =>
		label === '' || (until !== undefined && until <= from)
			? []
			: [
					{
						forms: labelForms(label),
						at: xOf(from),
						words: `from step ${model.formatStep(from)}: ${label}`
					}
				]
	);
	const widthOf = (text: string) => paper.measureText(text).width;
	const rows = bandRows(area.right - area.left);
	const lowest = area.top - (model.hasMarkLabels && model.marks.length > 0 ? ROW_HEIGHT : 0);
	paper.fillStyle = theme.inkSecondary;
	return Array.from({ length: rows }, (_, row) => {
		const own = labels.filter((_label, i) => i % rows === row);
		const bottom = lowest - (rows - 1 - row) * ROW_HEIGHT;
		const { placed, without } = placeBandLabels(own, widthOf, area, LABEL_GAP);
		for (const { label, left } of placed) paper.fillText(label, left, bottom - 2);
		return flagsOf(bottom, without);
	}).flat();
}

/** A label and its first word: the longer one that fits is drawn. */
function labelForms(label: string): readonly string[] {
	const [first = label] = label.split(' ');
	return first === label ? [label] : [label, first];
}
