import type { EventMark } from '../charts/annotations.ts';
import type { ParamSchemas } from '../../engine/core/param-schema.ts';
import type { RunEvent } from '../../engine/core/telemetry.ts';
import { formatCount, formatNumber } from '../state/format.ts';

/** What happened to the run, as marks on the charts. */
export function eventMarks(
	events: readonly RunEvent[],
	schemas: ParamSchemas
): readonly EventMark[] {
	// A change at step 0 is how the run started, and part of its link.
	const shown = events.filter((event) => event.kind !== 'hyperparameter' || event.step > 0);
	return shown.map((event) => {
		switch (event.kind) {
			case 'hyperparameter':
				return {
					step: event.step,
					label: `${schemas[event.key]?.label ?? event.key} ${formatNumber(event.from)} → ${formatNumber(event.to)}`
				};
			case 'device-lost':
				return {
					step: event.step,
					label: `device lost, resumed from ${formatCount(event.resumedFrom)}`
				};
			default:
				return event satisfies never;
		}
	});
}
