import { netEvents, type KeyRuleInForce, type RunEvent } from '../../../engine/core/run-events.ts';

/** A key rule with its settings: "embedding-share(ratio=2.5 max=10)". */
function ruleWords({ rule, settings }: KeyRuleInForce): string {
	const values = Object.entries(settings).map(
		([name, value]) => `${name}=${[value].flat().join(' ')}`
	);
	return values.length === 0 ? rule : `${rule}(${values.join(' ')})`;
}

/** One event, without commas, so that it stays in one cell of a table. */
function eventWords(event: RunEvent): string {
	const replica = event.replica === undefined ? '' : ` replica=${String(event.replica)}`;
	const step = `step=${String(event.step)}${replica}`;
	switch (event.kind) {
		case 'hyperparameter':
			return `${step} key=${event.key} from=${String(event.from)} to=${String(event.to)}`;
		case 'key-rule':
			return `${step} key=key_frequency_rule from=${ruleWords(event.from)} to=${ruleWords(event.to)}`;
		case 'device-lost':
			return `${step} key=device from=lost to=replaced resumed_from=${String(event.resumedFrom)}`;
		case 'interrupted':
		case 'resumed':
		case 'non-finite-loss':
		case 'failed':
			return `${step} key=training to=${event.kind}`;
		default:
			return event satisfies never;
	}
}

/** The net events of a run in one line; "none" without any. */
export function describeEvents(events: readonly RunEvent[]): string {
	const net = netEvents(events);
	return net.length === 0 ? 'none' : net.map(eventWords).join(' | ');
}
