const NARROW_SPACE = '\u202f';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A count with groups of three digits: 12 345. */
export function formatCount(value: number): string {
	return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW_SPACE);
}

/** A loss with four significant digits: 4.744, 0.02310, 3.214e-7. A dash for NaN and infinity. */
export function formatLoss(value: number): string {
	if (!Number.isFinite(value)) return '–';
	if (value === 0) return '0';
	return value >= 0.001 && value < 100_000 ? value.toPrecision(4) : value.toExponential(3);
}

/**
 * A fraction as percent with two decimals, never rounded up to 100. A dash for NaN and infinity.
 */
export function formatPercent(fraction: number): string {
	if (!Number.isFinite(fraction)) return '–';
	const percent = fraction < 1 ? Math.min(fraction * 100, 99.99) : fraction * 100;
	return `${percent.toFixed(2)}${NARROW_SPACE}%`;
}

/** A parameter's value, short but exact. */
export function formatNumber(value: number): string {
	if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
	if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) {
		return value.toExponential().replace('e+', 'e');
	}
	return String(value);
}

/** A power of ten as an axis label: 10⁻³. Undefined for anything else. */
export function formatDecade(value: number): string | undefined {
	const exponent = Math.round(Math.log10(value));
	if (Math.abs(Math.log10(value) - exponent) > 1e-9) return undefined;
	if (exponent === 0) return '1';
	const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)] ?? '');
	return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** A rough duration: 40 s, 3 min, 2 h. */
export function formatDuration(seconds: number): string {
	if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
	if (seconds < 5400) return `${String(Math.round(seconds / 60))} min`;
	const hours = seconds / 3600;
	return `${hours < 10 ? hours.toFixed(1) : String(Math.round(hours))} h`;
}

/** Bytes in MB with one decimal. */
export function formatMegabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Steps per second: whole above 10, one decimal below. */
export function formatRate(stepsPerSecond: number): string {
	if (!Number.isFinite(stepsPerSecond) || stepsPerSecond <= 0) return '–';
	return stepsPerSecond >= 10 ? formatCount(stepsPerSecond) : stepsPerSecond.toFixed(1);
}
