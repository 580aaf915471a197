import type { ConfigState } from './config.svelte.ts';
import type { RunState } from './run.svelte.ts';

/** Shorter than what file systems take, with room for what a browser adds. */
const LONGEST_LINK = 160;

/** Whole entries of a fragment, as many as fit; one more entry says so where some do not. */
function shortened(link: string): string {
	if (link.length <= LONGEST_LINK) return link;
	const end = link.lastIndexOf('&', LONGEST_LINK);
	return `${link.slice(0, end)}&and=more`;
}

/**
 * The name of a table that is exported. The table has no place for what it is of, so its name carries the link that starts
 * the run again, the seed always in it, and says how often rate or decay were changed since.
 * @param what the measures that are not simply all of them
 */
export function exportName(
	config: Pick<ConfigState, 'linkOfRun' | 'started' | 'config'>,
	run: Pick<RunState, 'step' | 'liveChanges'>,
	what?: 'settled'
): string {
	// No value that a run has needs the escapes of an address.
	const link = decodeURIComponent(config.linkOfRun());
	const seed = String((config.started ?? config.config).values['seed']);
	const withSeed = /&seed=/.test(link)
		? link
		: link.replace(/&preset=[^&]*/, (preset) => `${preset}&seed=${seed}`);
	const parts = [
		'grokking-lab',
		...(what === undefined ? [] : [what]),
		`step-${String(run.step)}`,
		...(run.liveChanges === 0 ? [] : [`live-changes-${String(run.liveChanges)}`]),
		shortened(withSeed)
	];
	return `${parts.join('-')}.csv`;
}
