import type { NumberParam } from '../../engine/core/param-schema.ts';
import { isPrime } from '../../engine/tasks/prime-fields.ts';

/** Number of positions of a logarithmic slider. */
const LOG_POSITIONS = 300;
const SIGNIFICANT = 3;

/** Maps the values of a number parameter to positions of a range input, and back. */
export interface SliderScale {
	readonly min: number;
	readonly max: number;
	readonly step: number;
	/** Position of the thumb for a value; values outside the slider are clamped. */
	toPosition(value: number): number;
	/**
	 * The value for a thumb that was moved to `position` from the position of the value `before`.
	 */
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
			// An arrow key moves by one: take the next prime in that direction.
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
			// At the low end several positions share one whole number. An arrow key must still
			// change it.
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
