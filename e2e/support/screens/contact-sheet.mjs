/**
 * Several pictures on one page, as HTML: rows of pictures in their own size, each with its name.
 */

/**
 * @typedef {object} Shot
 * @property {string} name
 * @property {number} width in px
 * @property {number} height in px
 * @property {Buffer} png
 */

/** Between the pictures and around them, in px. */
const GAP = 8;
/** Of the name above a picture, in px. */
const NAME = 16;

/**
 * As many pictures as fit on a sheet, in their order; a picture that is larger than a sheet has its
 * own one and is scaled down.
 * @param {readonly Shot[]} shots
 * @param {{ width: number, height: number }} most of a sheet
 * @returns {readonly (readonly Shot[])[]}
 */
export function sheetsOf(shots, most) {
	/** @type {Shot[][]} */
	const sheets = [];
	let [left, top, row] = [0, 0, 0];
	for (const shot of shots) {
		const [width, height] = [shot.width + GAP, shot.height + GAP + NAME];
		if (left + width > most.width) [left, top, row] = [0, top + row, 0];
		const sheet = sheets.at(-1);
		if (sheet === undefined || top + height > most.height) {
			sheets.push([shot]);
			[left, top, row] = [width, 0, height];
			continue;
		}
		sheet.push(shot);
		left += width;
		row = Math.max(row, height);
	}
	return sheets;
}

/**
 * @param {readonly Shot[]} shots of one sheet
 * @param {number} width of the sheet
 */
export function contactSheet(shots, width) {
	const figures = shots.map(
		({ name, width: own, png }) => `
		<figure style="width: ${Math.min(own, width - 2 * GAP)}px">
			<figcaption>${name}</figcaption>
			<img src="data:image/png;base64,${png.toString('base64')}" alt="" />
		</figure>`
	);
	return `<!doctype html>
	<style>
		body { margin: 0; background: #888; }
		main { display: flex; flex-wrap: wrap; gap: ${GAP}px; align-items: start; width: max-content;
			max-width: ${width}px; padding: ${GAP / 2}px; box-sizing: border-box; }
		figure { margin: 0; }
		figcaption { height: ${NAME}px; color: #fff; font: 12px/${NAME}px sans-serif;
			overflow: hidden; white-space: nowrap; }
		img { display: block; width: 100%; }
	</style>
	<main>${figures.join('')}</main>`;
}
