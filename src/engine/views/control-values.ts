import { LabError } from '../core/lab-error.ts';
import type { ControlValues } from './define.ts';

/** The value of a control that is a number. @throws LabError `internal` when it is none */
export function numberControl(controls: ControlValues, key: string): number {
	const value = controls[key];
	if (typeof value === 'number') return value;
	throw new LabError('internal', `control "${key}": expected a number, got ${String(value)}`);
}
