/**
 * A page for each preset, /p/<id>/, so that a link in a chat has a title, a sentence and a picture
 * of that run. It is readable without scripts; with scripts it opens the lab with the preset.
 */

/**
 * @typedef {object} Preset what a page says of a preset
 * @property {string} id
 * @property {string} label
 * @property {string} story
 * @property {string} cite
 *
 * @typedef {object} Site
 * @property {readonly Preset[]} presets
 * @property {string} opening id of the preset whose picture stands for the whole lab
 * @property {string | undefined} url where the lab will be served, with a slash at its end:
 * previews need absolute addresses of pictures. Undefined: all addresses are relative
 * @property {string} policy Content-Security-Policy of the pages
 *
 * @typedef {object} Preview
 * @property {string} title
 * @property {string} description
 * @property {string} picture its address
 * @property {string} alt
 * @property {string | undefined} address of the page, if the site's is known
 */

const NAME = 'Grokking Lab';
const PICTURE = Object.freeze({ width: 1200, height: 630 });

/** @type {Readonly<Record<string, string>>} */
const ENTITIES = Object.freeze({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' });
/** @param {string} text */
const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);

/** @param {string} id */
const folderOf = (id) => `p/${id}/`;

/**
 * The value of SITE_URL.
 * @param {string | undefined} text
 * @returns {string | undefined} with a slash at its end; undefined if nothing is given
 * @throws {Error} naming what it is not
 */
export function siteUrl(text) {
	if (text === undefined || text === '') return undefined;
	const parsed = URL.canParse(text) ? new URL(text) : undefined;
	const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
	if (parsed === undefined || !isWeb || parsed.search !== '' || parsed.hash !== '') {
		throw new Error(
			`SITE_URL: expected an address such as https://example.org/lab/, got "${text}"`
		);
	}
	return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`;
}

/**
 * What previews read, as attributes of meta elements.
 * @param {Preview} page
 * @returns {readonly Readonly<Record<string, string>>[]}
 */
function previewTags({ title, description, picture, alt, address }) {
	return [
		{ property: 'og:type', content: 'website' },
		{ property: 'og:site_name', content: NAME },
		{ property: 'og:title', content: title },
		{ property: 'og:description', content: description },
		{ property: 'og:image', content: picture },
		{ property: 'og:image:width', content: String(PICTURE.width) },
		{ property: 'og:image:height', content: String(PICTURE.height) },
		{ property: 'og:image:alt', content: alt },
		...(address === undefined ? [] : [{ property: 'og:url', content: address }]),
		{ name: 'twitter:card', content: 'summary_large_image' }
	];
}

/** @param {Readonly<Record<string, string>>} attributes */
const metaTag = (attributes) =>
	`<meta ${Object.entries(attributes)
		.map(([name, value]) => `${name}="${escapeHtml(value)}"`)
		.join(' ')} />`;

/** @param {Preset} preset */
const altOf = ({ label }) =>
	`Loss of ${label} by step, on logarithmic axes: of the shown and of the never shown pairs.`;

/**
 * The page of a preset, as HTML.
 * @param {Preset} preset
 * @param {Site} site
 */
export function presetPage(preset, { url, policy }) {
	const { id, label, story, cite } = preset;
	const title = `${label} · ${NAME}`;
	const address = url === undefined ? undefined : `${url}${folderOf(id)}`;
	const tags = previewTags({
		title,
		description: story,
		picture: `${address ?? ''}picture.png`,
		alt: altOf(preset),
		address
	});
	return `<!doctype html>
<html lang="en">
	<head>
		<meta charset="utf-8" />
		<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}" />
		<meta name="viewport" content="width=device-width, initial-scale=1" />
		<meta name="color-scheme" content="light dark" />
		<title>${escapeHtml(title)}</title>
		${metaTag({ name: 'description', content: story })}
		${tags.map(metaTag).join('\n\t\t')}
		<link rel="canonical" href="${escapeHtml(address ?? './')}" />
		<link rel="icon" href="../../favicon.svg" type="image/svg+xml" />
		<link rel="stylesheet" href="../preset.css" />
		<script src="../open.js" defer></script>
	</head>
	<body>
		<main>
			<h1>${escapeHtml(label)}</h1>
			<p>${escapeHtml(story)}</p>
			<p><a id="open" href="../../#v=1&amp;preset=${id}">Train it in the browser</a></p>
			<img src="picture.png" width="${PICTURE.width}" height="${PICTURE.height}" alt="${escapeHtml(altOf(preset))}" />
			<p class="small">Settings: ${escapeHtml(cite)}. Training runs in the browser and needs JavaScript.</p>
		</main>
	</body>
</html>
`;
}

/**
 * Adds a page for each preset to the build, and to the lab's own page what previews read. The
 * pictures lie in public/p/.
 * @param {Site} site
 * @returns {import('vite').Plugin}
 */
export function presetPages(site) {
	const { presets, opening, url } = site;
	const shown = presets.find(({ id }) => id === opening);
	if (shown === undefined) throw new Error(`preset pages: expected a preset, got "${opening}"`);
	return {
		name: 'preset-pages',
		apply: 'build',
		generateBundle() {
			for (const preset of presets) {
				const fileName = `${folderOf(preset.id)}index.html`;
				this.emitFile({ type: 'asset', fileName, source: presetPage(preset, site) });
			}
		},
		transformIndexHtml(html) {
			const description = /name="description"\s+content="([^"]*)"/.exec(html)?.[1];
			const title = /<title>([^<]*)<\/title>/.exec(html)?.[1];
			if (description === undefined || title === undefined) {
				throw new Error('index.html: expected a title and a description');
			}
			const tags = previewTags({
				title,
				description,
				picture: `${url ?? './'}${folderOf(opening)}picture.png`,
				alt: altOf(shown),
				address: url
			});
			const canonical = { rel: 'canonical', href: url ?? './' };
			return [
				...tags.map((attrs) => ({ tag: 'meta', attrs, injectTo: /** @type {const} */ ('head') })),
				{ tag: 'link', attrs: canonical, injectTo: /** @type {const} */ ('head') }
			];
		}
	};
}
