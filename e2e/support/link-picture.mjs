/**
 * The picture that a chat shows of a link: name, one sentence and the loss of the run, as HTML.
 */

/**
 * @typedef {object} Curves
 * @property {readonly number[]} step
 * @property {readonly (number | null)[]} train
 * @property {readonly (number | null)[]} test
 * @property {number | undefined} memorized
 * @property {number | undefined} grokked
 *
 * @typedef {object} Scale
 * @property {number} low its logarithm
 * @property {number} high its logarithm
 * @property {(value: number) => number} at px
 */

export const PICTURE = Object.freeze({ width: 1200, height: 630 });

/** The chart within the picture, in px. */
const BOX = Object.freeze({ left: 110, right: 1140, top: 250, bottom: 548 });
const FIRST_STEP = 10;
/** Losses below it are drawn at the edge. */
const LEAST_LOSS = 1e-8;

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** @param {number} value */
const count = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
/** @param {number} exponent */
function powerOfTen(exponent) {
	if (exponent >= -2 && exponent <= 4)
		return exponent < 0 ? String(10 ** exponent) : count(10 ** exponent);
	const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)]);
	return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/**
 * @param {number} first
 * @param {number} last
 * @param {readonly [number, number]} px
 * @returns {Scale}
 */
function logScale(first, last, [start, end]) {
	const low = Math.log10(first);
	const high = Math.log10(last);
	return {
		low,
		high,
		at: (value) => start + ((end - start) * (Math.log10(value) - low)) / (high - low)
	};
}

/** @param {Scale} scale */
function decades({ low, high }) {
	const first = Math.ceil(low - 1e-9);
	return Array.from({ length: Math.floor(high + 1e-9) - first + 1 }, (_, i) => first + i);
}

/** @param {string} text */
const escapeHtml = (text) =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * @param {Curves} curves
 * @param {readonly (number | null)[]} values
 * @param {Scale} x
 * @param {Scale} y
 */
function pathOf({ step }, values, x, y) {
	const points = step.flatMap((at, i) => {
		const value = values[i];
		return at < FIRST_STEP || value === null || value === undefined
			? []
			: [`${x.at(at).toFixed(1)},${y.at(Math.max(value, 10 ** y.low)).toFixed(1)}`];
	});
	return `M${points.join('L')}`;
}

/**
 * @param {number | undefined} memorized
 * @param {number | undefined} grokked
 */
function sentence(memorized, grokked) {
	if (memorized === undefined || grokked === undefined) return 'A network learns a table of sums.';
	return `It knows what it was shown by step ${count(memorized)}. It understands at step ${count(grokked)}.`;
}

/**
 * @param {string} label of the preset
 * @param {Curves} curves
 */
export function linkPicture(label, curves) {
	const { step, train, test, memorized, grokked } = curves;
	const losses = [...train, ...test].filter((value) => value !== null && value > 0);
	const least = Math.max(Math.min(...losses), LEAST_LOSS);
	const x = logScale(FIRST_STEP, step.at(-1) ?? FIRST_STEP * 10, [BOX.left, BOX.right]);
	const y = logScale(
		10 ** Math.floor(Math.log10(least)),
		10 ** Math.ceil(Math.log10(Math.max(...losses))),
		[BOX.bottom, BOX.top]
	);
	const everySecond = decades(y).length > 6 ? 2 : 1;
	const grid = [
		...decades(x).map(
			(d) => `<path class="grid" d="M${x.at(10 ** d)},${BOX.top}V${BOX.bottom}"/>
			<text x="${x.at(10 ** d)}" y="${BOX.bottom + 34}" text-anchor="middle">${powerOfTen(d)}</text>`
		),
		...decades(y)
			.filter((d) => d % everySecond === 0)
			.map(
				(d) => `<path class="grid" d="M${BOX.left},${y.at(10 ** d)}H${BOX.right}"/>
			<text x="${BOX.left - 14}" y="${y.at(10 ** d) + 7}" text-anchor="end">${powerOfTen(d)}</text>`
			)
	];
	const plateau =
		memorized === undefined || grokked === undefined
			? ''
			: `<rect class="plateau" x="${x.at(memorized)}" y="${BOX.top}" width="${x.at(grokked) - x.at(memorized)}" height="${BOX.bottom - BOX.top}"/>`;
	return `<!doctype html><meta charset="utf-8"><style>
		body { margin: 0; background: #fffefb; color: #1b1e23; font: 24px system-ui, 'DejaVu Sans', sans-serif; }
		svg { display: block; }
		text { fill: #545a63; font-size: 22px; }
		.name { fill: #0b6b7d; font-size: 28px; font-weight: 600; }
		.label { fill: #1b1e23; font-size: 46px; font-weight: 700; }
		.sentence { fill: #1b1e23; font-size: 30px; }
		.grid { stroke: #e2dfd6; stroke-width: 1.5; }
		.line { fill: none; stroke-width: 5; stroke-linejoin: round; }
		.train { stroke: #2b74d3; } .test { stroke: #d4531c; }
		.plateau { fill: #0b6b7d; fill-opacity: 0.08; }
		.key { font-size: 24px; fill: #1b1e23; }
	</style><svg width="${PICTURE.width}" height="${PICTURE.height}">
		<text class="name" x="60" y="66">Grokking Lab</text>
		<text class="label" x="60" y="128">${escapeHtml(label)}</text>
		<text class="sentence" x="60" y="180">${sentence(memorized, grokked)}</text>
		<path class="line train" d="M${BOX.left},219h40"/><text class="key" x="${BOX.left + 52}" y="227">loss on what it was shown</text>
		<path class="line test" d="M520,219h40"/><text class="key" x="572" y="227">on what it never saw</text>
		<text x="${BOX.right}" y="${BOX.bottom + 66}" text-anchor="end">step</text>
		${plateau}${grid.join('')}
		<path class="line train" d="${pathOf(curves, train, x, y)}"/>
		<path class="line test" d="${pathOf(curves, test, x, y)}"/>
	</svg>`;
}
