import type { NumberParam } from '../../engine/core/param-schema.ts';
import { isPrime } from '../../engine/tasks/prime-fields.ts';

/** Number of positions of a logarithmic slider. */
const LOG_POSITIONS = 300;
const SIGNIFICANT = 3;
/** Positions per factor of ten of a slider with 0; its values have two digits. */
const POSITIONS_PER_DECADE = 30;
const SIGNIFICANT_WITH_ZERO = 2;

/** Maps the values of a number parameter to positions of a range input, and back. */
export interface SliderScale {
	readonly min: number;
	readonly max: number;
	readonly step: number;
	/** Position of the thumb for a value; values outside the slider are clamped. */
	toPosition(value: number): number;
	/**
	 * The value for a thumb that was moved to `position` from the position of the value `before`.
	 * @param isDragged the thumb follows a pointer, so the nearest value is taken; a key takes the
	 *   next one in its direction
	 */
	toValue(position: number, before: number, isDragged?: boolean): number;
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

/** The prime nearest to a position, the smaller one of two that are as near. */
function nearestPrime(position: number, min: number, max: number): number {
	const below = primeNear(position, -1, min, max);
	const above = primeNear(position, 1, min, max);
	if (below === undefined || above === undefined) return below ?? above ?? position;
	return position - below <= above - position ? below : above;
}

function primeScale({ min, max }: NumberParam['slider']): SliderScale {
	return {
		min,
		max,
		step: 1,
		toPosition: (value) => clamp(value, min, max),
		toValue(position, before, isDragged = false) {
			if (isDragged) return nearestPrime(position, min, max);
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
		toValue(position, before, isDragged = false) {
			const share = position / LOG_POSITIONS;
			const value = clamp(round(min * (max / min) ** share), min, max);
			// At the low end several positions share one whole number. An arrow key must still
			// change it.
			const isStuck =
				!isDragged && isWhole && value === before && position !== this.toPosition(before);
			return isStuck
				? clamp(before + (position > this.toPosition(before) ? 1 : -1), min, max)
				: value;
		}
	};
}

/** Position 0 is the value 0; the others are logarithmic from `min` to `max`. */
function zeroLogScale({ min, max }: NumberParam['slider']): SliderScale {
	const last = 1 + Math.round(POSITIONS_PER_DECADE * Math.log10(max / min));
	return {
		min: 0,
		max: last,
		step: 1,
		toPosition(value) {
			if (value < min / 2) return 0;
			const share = Math.log(clamp(value, min, max) / min) / Math.log(max / min);
			return 1 + Math.round((last - 1) * share);
		},
		toValue(position) {
			if (position < 1) return 0;
			const value = min * (max / min) ** ((position - 1) / (last - 1));
			return clamp(Number(value.toPrecision(SIGNIFICANT_WITH_ZERO)), min, max);
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
	if (slider.scale === 'zero-log') return zeroLogScale(slider);
	if (slider.scale === 'log') return logScale(slider, kind === 'int');
	return linearScale(slider);
}
