/** Entries of a ramp's table: more than an 8-bit screen can show. */
const ENTRIES = 256;

type Triple = readonly [number, number, number];

function linear(channel: number): number {
	return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function encoded(channel: number): number {
	const clamped = Math.min(1, Math.max(0, channel));
	return clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
}

/** Red, green and blue of #rrggbb, each from 0 to 255. */
export function parseHex(color: string): Triple {
	const channel = (at: number) => Number.parseInt(color.slice(at, at + 2), 16) || 0;
	return [channel(1), channel(3), channel(5)];
}

/** OKLab coordinates (Ottosson 2020), in which equal distances look equal. */
function toLab(color: string): Triple {
	const [r, g, b] = parseHex(color).map((channel) => linear(channel / 255));
	const [red, green, blue] = [r ?? 0, g ?? 0, b ?? 0];
	const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
	const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
	const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
	];
}

function toRgb([lightness, a, b]: Triple): Triple {
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
	];
}

/** Colours for values from 0 to 1, as bytes. */
export interface ColorRamp {
	/** Red, green and blue of a value; values outside 0 to 1 are clamped. */
	at(value: number): Triple;
}

/**
 * A ramp through equally spaced colours, mixed in OKLab.
 * @param stops at least two colours #rrggbb
 */
export function colorRamp(stops: readonly string[]): ColorRamp {
	const labs = stops.map(toLab);
	const table = Array.from({ length: ENTRIES }, (_, entry): Triple => {
		const place = (entry / (ENTRIES - 1)) * (labs.length - 1);
		const left = Math.min(labs.length - 2, Math.floor(place));
		const share = place - left;
		const from = labs[left] ?? [0, 0, 0];
		const to = labs[left + 1] ?? from;
		const mixed = (i: 0 | 1 | 2) => from[i] + share * (to[i] - from[i]);
		const [r, g, b] = toRgb([mixed(0), mixed(1), mixed(2)]);
		return [Math.round(255 * r), Math.round(255 * g), Math.round(255 * b)];
	});
	return {
		at: (value) => table[Math.round(Math.min(1, Math.max(0, value)) * (ENTRIES - 1))] ?? [0, 0, 0]
	};
}

/** A colour #rrggbb with the same lightness and chroma, its hue turned by an angle in degrees. */
export function turnHue(color: string, degrees: number): string {
	const [lightness, a, b] = toLab(color);
	const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
	const channels = toRgb([lightness, a * cos - b * sin, a * sin + b * cos]);
	const hex = channels.map((c) =>
		Math.round(255 * c)
			.toString(16)
			.padStart(2, '0')
	);
	return `#${hex.join('')}`;
}
