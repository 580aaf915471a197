import { LabError } from '../engine/core/lab-error.ts';
import { quote } from '../engine/core/quote.ts';
import type { RunConfig } from './run-config.ts';

type Values = RunConfig['values'];

/**
 * The number under a key.
 * @throws LabError `bad-parameter` if the value is no number
 */
export function numberIn(values: Values, key: string): number {
	const value = values[key];
	if (typeof value === 'number') return value;
	throw new LabError('bad-parameter', `${key}: expected a number, got ${quote(value)}`);
}

/**
 * The text under a key.
 * @throws LabError `bad-parameter` if the value is no text
 */
export function textIn(values: Values, key: string): string {
	const value = values[key];
	if (typeof value === 'string') return value;
	throw new LabError('bad-parameter', `${key}: expected a text, got ${quote(value)}`);
}

/**
 * The number under a key of a config.
 * @throws LabError `bad-parameter` if the value is no number
 */
export const numberOf = ({ values }: RunConfig, key: string): number => numberIn(values, key);
