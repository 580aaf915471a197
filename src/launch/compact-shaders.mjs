import { readFileSync } from 'node:fs';

const SHADER = /\.wgsl\?raw$/;

/**
 * WGSL without comments and indentation, for the built page. Lines keep their numbers, which
 * messages of the compiler name. A text with a block comment is left as it is: such comments nest.
 * @param {string} text
 */
export function compactWgsl(text) {
	if (text.includes('/*')) return text;
	return text
		.split('\n')
		.map((line) => line.replace(/\/\/.*$/, '').trim())
		.join('\n');
}

/**
 * WGSL files imported as text come without comments and indentation: a third of what the page loads
 * for WebGPU.
 * @returns {import('vite').Plugin}
 */
export function compactShaders() {
	return {
		name: 'compact-shaders',
		apply: 'build',
		enforce: 'pre',
		load: (id) =>
			SHADER.test(id)
				? `export default ${JSON.stringify(compactWgsl(readFileSync(id.replace('?raw', ''), 'utf8')))};`
				: undefined
	};
}
