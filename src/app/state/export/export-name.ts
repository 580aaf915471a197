import { configOf } from '../../../config/preset-config.ts';
import { selectionOf } from '../../../config/schemas.ts';
import type { ParamValue } from '../../../engine/core/param-schema.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import { differences } from '../config/config-differences.ts';
import type { RunState } from '../run/run.svelte.ts';

/** Below the limits of file systems, with room for what a browser appends. */
const LONGEST_NAME = 120;

/**
 * Replaces everything but letters, digits, dots and dashes, which every shell and file system
 * accepts.
 */
const word = (text: string): string =>
	text.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');

/**
 * File name of an exported table: preset, prime, seed, other differences from the preset, the
 * number of live changes, and the step. Differences that do not fit are counted; the table itself
 * contains the link.
 * @param what which measures, if not all
 */
export function exportName(
	config: Pick<ConfigState, 'started' | 'config' | 'startedPresetId' | 'presetId'>,
	run: Pick<RunState, 'step' | 'liveChanges'>,
	what?: 'settled'
): string {
	const own = config.started ?? config.config;
	const presetId = config.startedPresetId ?? config.presetId;
	const all: Readonly<Record<string, ParamValue>> = { ...own.values, ...selectionOf(own) };
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
