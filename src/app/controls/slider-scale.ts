import type { NumberParam } from '../../engine/core/param-schema.ts';

/** Positions of a log slider. */
const LOG_POSITIONS = 300;
const SIGNIFICANT = 3;

export function isPrime(n: number): boolean {
	if (n < 2 || !Number.isInteger(n)) return false;
	for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false;
	return true;
}

/**
 * How a native range input stands for a schema: its own numbers, and the way between them and
 * values.
 */
export interface SliderScale {
	readonly min: number;
	readonly max: number;
	readonly step: number;
	/** Where the thumb stands for a value; values off the slider stand at its ends. */
	toPosition(value: number): number;
	/** The value for a thumb that was moved from `before` (a value) to `position`. */
	toValue(position: number, before: number): number;
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

function primeNear(
	position: number,
	direction: number,
	min: number,
	max: number
): number | undefined {
	for (let n = position; n >= min && n <= max; n += direction) if (isPrime(n)) return n;
	return undefined;
}

function primeScale({ min, max }: NumberParam['slider']): SliderScale {
	return {
		min,
		max,
		step: 1,
		toPosition: (value) => clamp(value, min, max),
		toValue(position, before) {
			// An arrow key moves by one: go on to the next prime in that direction.
			const direction = position < before ? -1 : 1;
			return (
				primeNear(position, direction, min, max) ??
				primeNear(position, -direction, min, max) ??
				position
			);
		}
	};
}

function logScale({ min, max }: NumberParam['slider'], isWhole: boolean): SliderScale {
	const ratio = Math.log(max / min);
	const round = (value: number) =>
		isWhole ? Math.round(value) : Number(value.toPrecision(SIGNIFICANT));
	return {
		min: 0,
		max: LOG_POSITIONS,
		step: 1,
		toPosition: (value) =>
			Math.round((LOG_POSITIONS * Math.log(clamp(value, min, max) / min)) / ratio),
		toValue(position, before) {
			const share = position / LOG_POSITIONS;
			const value = clamp(round(min * (max / min) ** share), min, max);
			// Whole numbers are coarser than the positions at the low end: an arrow key must still
			// move.
			const isStuck = isWhole && value === before && position !== this.toPosition(before);
			return isStuck
				? clamp(before + (position > this.toPosition(before) ? 1 : -1), min, max)
				: value;
		}
	};
}

function linearScale({ min, max, step }: NumberParam['slider']): SliderScale {
	const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
	return {
		min,
		max,
		step,
		toPosition: (value) => clamp(value, min, max),
		toValue: (position) => Number(position.toFixed(decimals + 1))
	};
}

/** The slider of a number parameter. */
export function sliderScale({ slider, kind }: NumberParam): SliderScale {
	if (slider.scale === 'primes') return primeScale(slider);
	if (slider.scale === 'log') return logScale(slider, kind === 'int');
	return linearScale(slider);
}
