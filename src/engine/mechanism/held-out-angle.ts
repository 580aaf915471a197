import { unitCircle } from './unit-circle.ts';

/** A point of a plane, or a direction from its middle. */
export interface PlanePoint {
	readonly x: number;
	readonly y: number;
}

const NOWHERE: PlanePoint = Object.freeze({ x: Number.NaN, y: Number.NaN });

/** Relative size below which two directions are parallel, or one is only rounding error. */
const DEGENERATE = 1e-12;

/** The direction of a point: a vector of length 1; NaN at the middle. */
export function directionOf({ x, y }: PlanePoint): PlanePoint {
	const length = Math.sqrt(x * x + y * y);
	return length > 0 ? { x: x / length, y: y / length } : NOWHERE;
}

/** The direction at the sum of two angles. */
export const addAngles = (one: PlanePoint, other: PlanePoint): PlanePoint => ({
	x: one.x * other.x - one.y * other.y,
	y: one.x * other.y + one.y * other.x
});

const dot = (left: Float64Array, right: Float64Array): number =>
	left.reduce((sum, value, j) => sum + value * (right[j] ?? 0), 0);

/**
 * The angle at which each element of Z_n is embedded for a wave that turns `turns` times over the
 * group: E[t] is written as u cos(2 pi turns t / n) + v sin(...), by least squares over u and v,
 * and the element's own angle is read in the plane of u and v. The element itself is left out where
 * u and v are estimated: with it, even random rows would seem to know their angle.
 * @param rows row-major [order, width]
 * @returns a direction for each element [order]; NaN where it has none
 */
export function heldOutAngles(
	rows: ArrayLike<number>,
	order: number,
	width: number,
	turns: number
): readonly PlanePoint[] {
	const circle = unitCircle(order);
	const place = (t: number) => {
		const at = (turns * t) % order;
		return { cos: circle.cos[at] ?? 0, sin: circle.sin[at] ?? 0 };
	};
	const row = (t: number) =>
		Float64Array.from({ length: width }, (_, j) => rows[t * width + j] ?? 0);
	const [u, v] = [new Float64Array(width), new Float64Array(width)];
	for (let t = 0; t < order; t++) {
		const { cos, sin } = place(t);
		row(t).forEach((value, j) => {
			u[j] = (u[j] ?? 0) + cos * value;
			v[j] = (v[j] ?? 0) + sin * value;
		});
	}
	const [uu, uv, vv] = [dot(u, u), dot(u, v), dot(v, v)];
	const determinant = uu * vv - uv * uv;
	const isLine = !(determinant > DEGENERATE * uu * uu);
	return Array.from({ length: order }, (_, t) => {
		const own = row(t);
		const { cos, sin } = place(t);
		const energy = dot(own, own);
		const [du, dv] = [dot(own, u) - cos * energy, dot(own, v) - sin * energy];
		// Without a sine, as at frequency n / 2, angles are 0 and half a turn.
		if (isLine) return directionOf({ x: du, y: 0 });
		return directionOf({ x: du * vv - dv * uv, y: dv * uu - du * uv });
	});
}
