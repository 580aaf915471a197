import { configOf } from '../../../config/preset-config.ts';
import type { ParamValue } from '../../../engine/core/param-schema.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import { differences } from '../config/config-differences.ts';
import type { RunState } from '../run/run.svelte.ts';

/** Shorter than what file systems take, with room for what a browser adds. */
const LONGEST_NAME = 120;

/** Letters, digits, dot and dash: what every shell, mail program and file system takes. */
const word = (text: string): string =>
	text.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');

/**
 * The name of a table that is exported, in words: preset, prime, seed, what else differs from the
 * preset, how often rate or decay were changed, and the step. What is too much for a name is
 * counted; the table itself has the link.
 * @param what the measures that are not simply all of them
 */
export function exportName(
	config: Pick<ConfigState, 'started' | 'config' | 'startedPresetId' | 'presetId'>,
	run: Pick<RunState, 'step' | 'liveChanges'>,
	what?: 'settled'
): string {
	const own = config.started ?? config.config;
	const presetId = config.startedPresetId ?? config.presetId;
	const { task, model, loss, optimizer } = own;
	const all: Readonly<Record<string, ParamValue>> = { ...own.values, task, model, loss, optimizer };
	const named = ['p', 'seed'].filter((key) => all[key] !== undefined);
	const changed = differences(own, configOf(presetId)).filter(
		(key) => !named.includes(key) && all[key] !== undefined
	);
	const valueOf = (key: string) => String(all[key]);
	const words = changed.map((key) => word(`${key}-${valueOf(key)}`));
	const base = [
		'grokking-lab',
		...(what === undefined ? [] : [what]),
		presetId,
		...named.map((key) => word(`${key}${valueOf(key)}`))
	];
	const end = [
		...(run.liveChanges === 0 ? [] : [`${String(run.liveChanges)}-live-changes`]),
		`step${String(run.step)}`
	];
	const fits = (count: number) =>
		[...base, ...words.slice(0, count), ...end].join('-').length <=
		LONGEST_NAME - '-and-99-more'.length;
	let count = words.length;
	while (count > 0 && !fits(count)) count -= 1;
	const left = words.length - count;
	const more = left === 0 ? [] : [`and-${String(left)}-more`];
	return `${[...base, ...words.slice(0, count), ...more, ...end].join('-')}.csv`;
}
