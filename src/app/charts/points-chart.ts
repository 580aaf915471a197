import { CanvasSheet, type Sheet } from './canvas-sheet.ts';
import { tracePath } from './lines/draw-line.ts';
import { axisFont, type PlotArea } from './plot-area.ts';
import type { ChartTheme } from './theme.ts';

const MARGIN = 12;
const RADIUS = 2.5;
const ALL_LABELLED = 40;
const LABEL_OFFSET = 5;

/** Points in a plane with equal axes, labelled by their index. */
export interface PointsModel {
	readonly x: Float64Array;
	readonly y: Float64Array;
	readonly isJoined: boolean;
	/** The selected point. */
	readonly cursor: number | undefined;
}

interface Place {
	readonly left: number;
	readonly top: number;
}

/** Whether a point has a finite position. */
const isPlaced = ({ left, top }: Place): boolean => Number.isFinite(left) && Number.isFinite(top);

/** Number of points with a coordinate that is not finite. */
export const unplacedCount = ({ x, y }: Pick<PointsModel, 'x' | 'y'>): number =>
	x.reduce((count, value, i) => count + Number(!Number.isFinite(value + (y[i] ?? 0))), 0);

/** Draws a `PointsModel` on a canvas. */
export class PointsChart {
	readonly #canvas: HTMLCanvasElement;
	readonly #sheet: CanvasSheet;
	#model: PointsModel;

	constructor(canvas: HTMLCanvasElement, model: PointsModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#sheet = new CanvasSheet(canvas, (sheet) => {
			this.#draw(sheet);
		});
	}

	update(model: PointsModel): void {
		this.#model = model;
		this.#sheet.invalidate();
	}

	/** The point nearest to a position of the canvas; undefined without points. */
	pointAt(x: number, y: number): number | undefined {
		const places = this.#places(this.#canvas.clientWidth, this.#canvas.clientHeight);
		let best: number | undefined;
		let least = Number.POSITIVE_INFINITY;
		places.forEach(({ left, top }, i) => {
			const distance = (left - x) ** 2 + (top - y) ** 2;
			if (!(distance < least)) return;
			least = distance;
			best = i;
		});
		return best;
	}

	destroy(): void {
		this.#sheet.destroy();
	}

	/** Both axes have the same scale, and zero is in the middle. */
	#places(width: number, height: number): readonly Place[] {
		const { x, y } = this.#model;
		let reach = 0;
		for (const values of [x, y]) {
			for (const v of values) if (Number.isFinite(v)) reach = Math.max(reach, Math.abs(v));
		}
		const scale = (Math.min(width, height) / 2 - 2 * MARGIN) / (reach || 1);
		return Array.from(x, (value, i) => ({
			left: width / 2 + value * scale,
			top: height / 2 - (y[i] ?? 0) * scale
		}));
	}

	#draw({ paper, width, height, theme }: Sheet): void {
		const places = this.#places(width, height);
		drawCross(paper, { left: 0, top: 0, width, height }, theme);
		if (this.#model.isJoined) drawPath(paper, places, theme);
		paper.fillStyle = theme.accent;
		places.forEach((place, i) => {
			if (!isPlaced(place)) return;
			const { left, top } = place;
			paper.beginPath();
			paper.arc(left, top, i === this.#model.cursor ? 2 * RADIUS : RADIUS, 0, 2 * Math.PI);
			paper.fill();
		});
		this.#drawLabels(paper, places, { width, height }, theme);
	}

	/** Draws labels outside the circle, without overlaps; always that of the selected point. */
	#drawLabels(
		paper: CanvasRenderingContext2D,
		places: readonly Place[],
		{ width, height }: { readonly width: number; readonly height: number },
		theme: ChartTheme
	): void {
		axisFont(paper, theme);
		paper.textAlign = 'center';
		paper.textBaseline = 'middle';
		const stride = places.length <= ALL_LABELLED ? 1 : Math.ceil(places.length / ALL_LABELLED);
		const taken: Place[] = [];
		const { cursor } = this.#model;
		const order = [...(cursor === undefined ? [] : [cursor]), ...places.keys()];
		for (const i of order) {
			const place = places[i];
			if (place === undefined || !isPlaced(place)) continue;
			if (i % stride !== 0 && i !== cursor) continue;
			const [dx, dy] = [place.left - width / 2, place.top - height / 2];
			const length = Math.hypot(dx, dy) || 1;
			const left = place.left + (dx / length) * (LABEL_OFFSET + 7);
			const top = place.top + (dy / length) * (LABEL_OFFSET + 6);
			if (taken.some((t) => Math.abs(t.left - left) < 20 && Math.abs(t.top - top) < 13)) continue;
			taken.push({ left, top });
			paper.fillStyle = i === cursor ? theme.ink : theme.inkSecondary;
			paper.fillText(String(i), left, top);
		}
	}
}

function drawCross(paper: CanvasRenderingContext2D, area: PlotArea, theme: ChartTheme): void {
	paper.fillStyle = theme.rule;
	paper.fillRect(area.left, Math.round(area.height / 2), area.width, 1);
	paper.fillRect(Math.round(area.width / 2), area.top, 1, area.height);
}

function drawPath(
	paper: CanvasRenderingContext2D,
	places: readonly Place[],
	theme: ChartTheme
): void {
	paper.strokeStyle = theme.bar;
	paper.lineWidth = 1;
	paper.beginPath();
	tracePath(
		paper,
		places.map(({ left, top }) => ({ x: left, y: top }))
	);
	paper.stroke();
}
