import { configOf } from '../../src/config/preset-config.ts';
import { resolveRun } from '../../src/config/resolve.ts';
import { decodeLink } from '../../src/config/url-codec.ts';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { presets } from '../../src/presets/index.ts';

/** @throws Error when the link is no link, or names something that is not there */
export function specOfLink(link: string): RunSpec {
	if (presets.has(link)) return resolveRun(configOf(presets.get(link).id));
	const [first] = presets.ids;
	if (first === undefined) throw new Error('there are no presets');
	const { config, notices } = decodeLink(link.replace(/^[^#]*#/, ''), first);
	if (notices.length === 0) return resolveRun(config);
	throw new Error(`--link "${link}": ${notices.map(({ message }) => message).join('; ')}`);
}
