import { unitCircle } from './unit-circle.ts';
import { foldRows, waveSums } from './wave-sums.ts';

/** Positions of the tokens in the plane of one frequency. */
export interface EmbeddingCircle {
	/** Coordinates of token t, in the embedding's units [order]. */
	readonly x: Float64Array;
	readonly y: Float64Array;
	/**
	 * Share of the plane's variance explained by tokens at even angles on a circle: the best fit of
	 * x + iy = centre + radius e^{i (phase + w_k t)}. NaN if all tokens coincide.
	 */
	readonly roundness: number;
}

/** Relative length below which a direction is only rounding error. */
const DEGENERATE = 1e-9;

const dotProduct = (x: Float64Array, y: Float64Array): number =>
	x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);

/**
 * Unit vector of `vector` minus its part along the unit vector `base`; zeros if the rest is only
 * rounding error.
 */
function orthonormal(vector: Float64Array, base: Float64Array): Float64Array {
	const along = dotProduct(vector, base);
	const rest = vector.map((value, i) => value - along * (base[i] ?? 0));
	const [length, whole] = [
		Math.sqrt(dotProduct(rest, rest)),
		Math.sqrt(dotProduct(vector, vector))
	];
	return rest.map((value) => (length > DEGENERATE * whole ? value / length : 0));
}

function roundnessOf(x: Float64Array, y: Float64Array, k: number): number {
	const order = x.length;
	const circle = unitCircle(order);
	const [meanX, meanY] = [x, y].map((values) => values.reduce((sum, v) => sum + v, 0) / order);
	let [variance, xCos, xSin, yCos, ySin] = [0, 0, 0, 0, 0];
	for (let t = 0; t < order; t++) {
		const [px, py] = [(x[t] ?? 0) - (meanX ?? 0), (y[t] ?? 0) - (meanY ?? 0)];
		const turn = (k * t) % order;
		const [cos, sin] = [circle.cos[turn] ?? 0, circle.sin[turn] ?? 0];
		variance += px * px + py * py;
		xCos += px * cos;
		xSin += px * sin;
		yCos += py * cos;
		ySin += py * sin;
	}
	// The squared modulus of the sum over t of (x + iy) e^{-i w t}. The opposite direction of
	// rotation never fits better, because x follows cos and y follows sin.
	const round = (xCos + ySin) ** 2 + (yCos - xSin) ** 2;
	return round / (order * variance);
}

/**
 * The embedding projected on the plane of F_cos_k W_E and F_sin_k W_E, orthonormalized in this
 * order (Nanda et al. 2023, section 4.1). In a network that uses frequency k the tokens lie on a
 * circle there. For frequency n / 2 they lie on the line y = 0.
 * @param embedding W_E, row-major [at least order, width]; rows from `order` on are not read
 */
export function embeddingCircle(
	embedding: ArrayLike<number>,
	order: number,
	width: number,
	k: number
): EmbeddingCircle {
	const { cos, sin } = waveSums(foldRows(embedding, order, width), k);
	const first = orthonormal(cos, new Float64Array(width));
	const second = orthonormal(sin, first);
	const coordinates = (direction: Float64Array) =>
		Float64Array.from({ length: order }, (_, t) => {
			let dot = 0;
			for (let j = 0; j < width; j++) dot += (embedding[t * width + j] ?? 0) * (direction[j] ?? 0);
			return dot;
		});
	const [x, y] = [coordinates(first), coordinates(second)];
	return { x, y, roundness: roundnessOf(x, y, k) };
}
