import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BROWSERS_WITH_WEBGPU } from '../../../../../src/app/state/lab/browser-support.ts';
import { webGpuHint } from '../../../../../src/app/state/lab/failure-advice.ts';

const hintFor = (system: string, hasWebGpu = false) =>
	webGpuHint({
		isSecureContext: true,
		hasWebGpu,
		userAgent: `Mozilla/5.0 (${system}; rv:146.0) Gecko/20100101 Firefox/146.0`
	});

test('README names the same browsers as the page', () => {
	const readme = readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ');
	expect(readme).toContain(BROWSERS_WITH_WEBGPU);
	// Nowhere else, so that no second list can differ.
	expect(readme.match(/Firefox \d+\+/g)).toHaveLength(1);
});

test('an unknown browser gets the same list', () => {
	const hint = webGpuHint({ isSecureContext: true, hasWebGpu: false, userAgent: 'Lynx/2.9' });
	expect(hint).toContain(BROWSERS_WITH_WEBGPU);
});

test('Firefox on a Mac: from 147 on Apple silicon, on macOS 26 from 145, never on Intel', () => {
	const hint = hintFor('Macintosh; Intel Mac OS X 10.15');
	expect(hint).toContain('from version 147');
	expect(hint).toContain('macOS 26 from 145');
	expect(hint).toContain('not on Intel Macs');
	expect(hint).not.toContain('Windows');
});

test('Firefox on Windows: from 141', () => {
	const hint = hintFor('Windows NT 10.0; Win64; x64');
	expect(hint).toContain('from version 141');
	expect(hint).not.toContain('Mac');
});

test('Firefox on Linux is not said to lack WebGPU where it has it and found no adapter', () => {
	expect(hintFor('X11; Linux x86_64')).toContain('has no WebGPU');
	expect(hintFor('X11; Linux x86_64', true)).not.toContain('has no WebGPU');
});
