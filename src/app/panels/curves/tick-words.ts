import type { AxisKind } from '../../charts/lines/edge-runs.ts';
import { formatDecade, formatNumber } from '../../state/format.ts';

const plainTick = (value: number): string => formatNumber(Number(value.toPrecision(3)));

/** A power of ten: as a number from 0.01 to 100, else by its exponent. */
const lossTick = (value: number): string =>
	value >= 0.009 && value < 101
		? formatNumber(Number(value.toPrecision(3)))
		: (formatDecade(value) ?? '');

/** Labels of a value axis. */
export const TICKS: Readonly<Record<AxisKind, (value: number) => string>> = Object.freeze({
	loss: lossTick,
	fraction: (value: number) => `${String(Math.round(value * 100))}\u202f%`,
	plain: plainTick
});
