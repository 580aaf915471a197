import type { EventMark } from '../../charts/lines/annotation-drawing.ts';
import type { ParamSchemas } from '../../../engine/core/param-schema.ts';
import { netEvents, type KeyRuleEvent, type RunEvent } from '../../../engine/core/run-events.ts';
import { formatCount, formatNumber } from '../../state/format.ts';

/** Label of a key rule, as in its field. */
function ruleLabel(schemas: ParamSchemas, id: string): string {
	const schema = schemas['key_frequency_rule'];
	const options = schema?.kind === 'choice' ? schema.options : [];
	return options.find(({ value }) => value === id)?.label ?? id;
}

function ruleWords(schemas: ParamSchemas, { from, to }: KeyRuleEvent): string {
	const [was, is] = [ruleLabel(schemas, from.rule), ruleLabel(schemas, to.rule)];
	return from.rule === to.rule
		? `key frequencies: ${is}, other settings`
		: `key frequencies: ${was} → ${is}`;
}

/** The events of a run as marks on the charts. */
export function eventMarks(
	events: readonly RunEvent[],
	schemas: ParamSchemas
): readonly EventMark[] {
	// A change at step 0 belongs to the initial settings and to the link.
	const shown = events.filter((event) => event.kind !== 'hyperparameter' || event.step > 0);
	return netEvents(shown).map((event) => {
		switch (event.kind) {
			case 'hyperparameter':
				return {
					step: event.step,
					label: `${schemas[event.key]?.label ?? event.key} ${formatNumber(event.from)} → ${formatNumber(event.to)}`
				};
			case 'key-rule':
				return { step: event.step, label: ruleWords(schemas, event) };
			case 'device-lost':
				return {
					step: event.step,
					label: `device lost, resumed from ${formatCount(event.resumedFrom)}`
				};
			case 'interrupted':
			case 'resumed':
			case 'failed':
				return { step: event.step, label: event.kind };
			case 'non-finite-loss':
				return { step: event.step, label: 'loss no longer finite' };
			default:
				return event satisfies never;
		}
	});
}
