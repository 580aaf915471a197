import { floats, getFloat, setFloat } from '../wasm/floats.as.ts';
import { addScaled, dot } from '../wasm/vector.as.ts';

/** `base-gradient`: of the last position, of the weights, and of both biases. */
export function baseGradient(
	dBase: usize,
	last: usize,
	weights: usize,
	bOut: usize,
	dLast: usize,
	dWeights: usize,
	dBIn: usize,
	dBOut: usize,
	width: i32,
	columns: i32,
	hidden: i32,
	outputsAt: i32
): void {
	memory.copy(dBIn, dBase, floats(hidden));
	const rowBytes = floats(columns);
	const outputBytes = floats(outputsAt);
	const outputs = columns - outputsAt;
	for (let d = 0; d < width; d++) {
		const row = weights + <usize>d * rowBytes;
		const to = dWeights + <usize>d * rowBytes;
		const residual = getFloat(last, d);
		const throughOutputs = dot(row + outputBytes, dBase + outputBytes, outputs);
		setFloat(dLast, d, dot(row, dBase, outputsAt) + throughOutputs);
		setFloat(dBOut, d, throughOutputs);
		memory.fill(to, 0, rowBytes);
		addScaled(to, dBase, residual, outputsAt);
		addScaled(to + outputBytes, dBase + outputBytes, residual + getFloat(bOut, d), outputs);
	}
}
