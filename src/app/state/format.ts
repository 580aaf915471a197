const NARROW_SPACE = '\u202f';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A count with groups of three digits: 12 345. */
export function formatCount(value: number): string {
	return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, NARROW_SPACE);
}

/** A power of ten: 10⁻³. */
function powerOfTen(exponent: number): string {
	const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)] ?? '');
	return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** The text of `Number.toExponential` with a power of ten: 9.6 × 10⁻⁸. */
function scientific(text: string): string {
	const [mantissa = '', exponent = '0'] = text.split('e');
	const power = powerOfTen(Number(exponent));
	return mantissa === '1' ? power : `${mantissa}${NARROW_SPACE}×${NARROW_SPACE}${power}`;
}

/**
 * A loss with four significant digits: 4.744, 0.02310, 19 650, 3.214 × 10⁻⁷. A dash for NaN and
 * infinity.
 */
export function formatLoss(value: number): string {
	if (!Number.isFinite(value)) return '–';
	if (value === 0) return '0';
	if (value < 0.001 || value >= 100_000) return scientific(value.toExponential(3));
	const short = Number(value.toPrecision(4));
	return short < 1000 ? value.toPrecision(4) : formatCount(short);
}

/**
 * A fraction as percent with two decimals, never rounded up to 100. A dash for NaN and infinity.
 */
export function formatPercent(fraction: number): string {
	if (!Number.isFinite(fraction)) return '–';
	const percent = fraction < 1 ? Math.min(fraction * 100, 99.99) : fraction * 100;
	return `${percent.toFixed(2)}${NARROW_SPACE}%`;
}

/** A fraction as percent in a sentence: as `formatPercent`, but all of it is 100 %. */
export const formatPercentInWords = (fraction: number): string =>
	fraction === 1 ? `100${NARROW_SPACE}%` : formatPercent(fraction);

/** A share in whole percent: 80 %. */
export const formatShare = (fraction: number): string =>
	`${String(Math.round(fraction * 100))}${NARROW_SPACE}%`;

/** A parameter's value, short but exact: 113, 40 000, 0.001, 10⁻⁸. Number fields can read it. */
export function formatNumber(value: number): string {
	if (value < 0) return `−${formatNumber(-value)}`;
	if (Number.isSafeInteger(value)) return formatCount(value);
	if (value < 1e-3 || value >= 1e6) return scientific(value.toExponential());
	const [whole, fraction = ''] = String(value).split('.');
	return `${formatCount(Number(whole))}.${fraction}`;
}

/** A power of ten as an axis label: 10⁻³. Undefined for anything else. */
export function formatDecade(value: number): string | undefined {
	const exponent = Math.round(Math.log10(value));
	if (Math.abs(Math.log10(value) - exponent) > 1e-9) return undefined;
	return exponent === 0 ? '1' : powerOfTen(exponent);
}

/** A rough duration that no line break divides: 40 s, 3 min, 2 h. */
export function formatDuration(seconds: number): string {
	const withUnit = (value: string, unit: string) => `${value}${NARROW_SPACE}${unit}`;
	if (seconds < 90) return withUnit(String(Math.max(1, Math.round(seconds))), 's');
	if (seconds < 5400) return withUnit(String(Math.round(seconds / 60)), 'min');
	const hours = seconds / 3600;
	return withUnit(hours < 10 ? hours.toFixed(1) : String(Math.round(hours)), 'h');
}

/** Bytes in MB with one decimal. */
export function formatMegabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)}${NARROW_SPACE}MB`;
}

/** Steps per second: whole above 10, one decimal below. */
export function formatRate(stepsPerSecond: number): string {
	if (!Number.isFinite(stepsPerSecond) || stepsPerSecond <= 0) return '–';
	return stepsPerSecond >= 10 ? formatCount(stepsPerSecond) : stepsPerSecond.toFixed(1);
}
