import { fourierBasis, frequencyCount } from '../core/fourier.ts';

/**
 * rows[i, k] = sum over j of basis[k, j] grid[j, i]: transforms the first axis and swaps the axes.
 */
function transformAndTurn(basis: Float64Array, grid: ArrayLike<number>, order: number) {
	const turned = new Float64Array(order * order);
	for (let k = 0; k < order; k++) {
		for (let j = 0; j < order; j++) {
			const weight = basis[k * order + j] ?? 0;
			for (let i = 0; i < order; i++) {
				turned[i * order + k] = (turned[i * order + k] ?? 0) + weight * (grid[j * order + i] ?? 0);
			}
		}
	}
	return turned;
}

/**
 * Two-dimensional Fourier components of a grid over (a, b), e.g. one neuron: the components T[f, g]
 * = sum over a, b of F[f, a] F[g, b] x[a, b] in the orthonormal real basis of `fourierBasis` (Nanda
 * et al. 2023, figure 4). O(order^3).
 * @param grid a-major [order, order]
 * @returns [order, order]: basis row along a, basis row along b
 */
export function gridSpectrum(grid: ArrayLike<number>, order: number): Float64Array {
	const basis = fourierBasis(order);
	return transformAndTurn(basis, transformAndTurn(basis, grid, order), order);
}

/**
 * Norm of a grid's components for each pair of frequencies along a and b, cosines and sines
 * together; frequency 0 is the constant.
 * @param components result of `gridSpectrum` [order, order]
 * @returns [floor(order / 2) + 1, floor(order / 2) + 1]
 */
export function frequencyNorms(components: ArrayLike<number>, order: number): Float64Array {
	const size = frequencyCount(order) + 1;
	const squares = new Float64Array(size * size);
	for (let f = 0; f < order; f++) {
		for (let g = 0; g < order; g++) {
			// Rows 2k - 1 and 2k belong to frequency k.
			const cell = Math.ceil(f / 2) * size + Math.ceil(g / 2);
			squares[cell] = (squares[cell] ?? 0) + (components[f * order + g] ?? 0) ** 2;
		}
	}
	return squares.map(Math.sqrt);
}
