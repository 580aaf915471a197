import { unitCircle, waveGain } from './unit-circle.ts';

export type WaveKind = 'cos' | 'sin';

/**
 * The neuron direction whose activation the logits carry as one wave over the classes: u_k for cos,
 * v_k for sin.
 */
export interface LogitDirection {
	readonly frequency: number;
	readonly wave: WaveKind;
	/** [neurons] */
	readonly vector: Float64Array;
}

/**
 * The neuron directions of W_L ~ sum over k of cos(w_k c) u_k + sin(w_k c) v_k, by least squares
 * (Nanda et al. 2023, section 4.2). Frequency n / 2 has no sine and gives one direction. The waves
 * are not of unit length: with cos / ||cos|| the vectors would be sqrt(n / 2) times longer.
 * @param map W_L = W_out W_U without the "=" class, row-major [neurons, order]
 */
export function logitDirections(
	map: ArrayLike<number>,
	order: number,
	frequencies: readonly number[]
): readonly LogitDirection[] {
	const circle = unitCircle(order);
	const neurons = map.length / order;
	const along = (frequency: number, wave: WaveKind): LogitDirection => {
		const scale = waveGain(order, frequency) / order;
		const vector = Float64Array.from({ length: neurons }, (_, j) => {
			let dot = 0;
			for (let c = 0; c < order; c++) {
				dot += (circle[wave][(frequency * c) % order] ?? 0) * (map[j * order + c] ?? 0);
			}
			return scale * dot;
		});
		return { frequency, wave, vector };
	};
	return frequencies.flatMap((k) =>
		2 * k === order ? [along(k, 'cos')] : [along(k, 'cos'), along(k, 'sin')]
	);
}

export interface MapResidual {
	/** Norm of the rest divided by the norm of W_L. */
	readonly ratio: number;
	/**
	 * The same after removing the mean over the classes from W_L, which does not change a softmax.
	 */
	readonly ratioWithoutConstant: number;
}

/**
 * Frobenius norm of W_L outside the key frequencies' directions, relative to that of W_L (Nanda et
 * al. 2023, section 4.2). The rest is summed directly instead of subtracting the explained part
 * from the whole, so that float32 energies are accurate enough.
 * @param rowEnergies squared norm of W_L by Fourier basis row along the logit axis [order], the
 * constant first
 */
export function mapResidual(
	rowEnergies: ArrayLike<number>,
	frequencies: readonly number[]
): MapResidual {
	let [left, waves] = [0, 0];
	for (let row = 1; row < rowEnergies.length; row++) {
		const energy = rowEnergies[row] ?? 0;
		waves += energy;
		// Rows 2k - 1 and 2k belong to frequency k.
		if (!frequencies.includes(Math.ceil(row / 2))) left += energy;
	}
	const constant = rowEnergies[0] ?? 0;
	return {
		ratio: Math.sqrt((left + constant) / (waves + constant)),
		ratioWithoutConstant: Math.sqrt(left / waves)
	};
}
