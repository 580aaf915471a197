import { LabError } from '../core/lab-error.ts';
import type { ControlValues } from './define.ts';

/**
 * The value of a numeric control.
 * @throws LabError `internal` if it is no number
 */
export function numberControl(controls: ControlValues, key: string): number {
	const value = controls[key];
	if (typeof value === 'number') return value;
	throw new LabError('internal', `control "${key}": expected a number, got ${String(value)}`);
}
