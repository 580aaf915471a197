import { LabError } from '../engine/core/lab-error.ts';
import { quote } from '../engine/core/quote.ts';
import type { RunConfig } from './run-config.ts';

type Values = RunConfig['values'];

/** A number among values. @throws LabError `bad-parameter` where there is none under that key */
export function numberIn(values: Values, key: string): number {
	const value = values[key];
	if (typeof value === 'number') return value;
	throw new LabError('bad-parameter', `${key}: expected a number, got ${quote(value)}`);
}

/** A text among values. @throws LabError `bad-parameter` where there is none under that key */
export function textIn(values: Values, key: string): string {
	const value = values[key];
	if (typeof value === 'string') return value;
	throw new LabError('bad-parameter', `${key}: expected a text, got ${quote(value)}`);
}

/** A number of a config. @throws LabError `bad-parameter` where there is none under that key */
export const numberOf = ({ values }: RunConfig, key: string): number => numberIn(values, key);
