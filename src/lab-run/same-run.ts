import { storedIds } from '../config/schemas.ts';
import type { ParamValue } from '../engine/core/param-schema.ts';
import type { decodeRunCard } from './codec/run-card-codec.ts';
import { FormatError } from './codec/format-error.ts';
import type { RunRecord } from './run-record.ts';

/** A config as a file has it: its ids may be unknown. */
export interface StoredConfig {
	readonly task: string;
	readonly model: string;
	readonly loss: string;
	readonly optimizer: string;
	/** Absent in files of versions without filters and constraints. */
	readonly filter?: string | undefined;
	readonly constraint?: string | undefined;
	readonly values: Readonly<Record<string, ParamValue>>;
}

/**
 * Whether two configs belong to one run. The number of steps may differ, since a run can be
 * extended. A parameter that only one of them has is ignored.
 */
export function isSameRun(a: StoredConfig, b: StoredConfig): boolean {
	const isShared = (key: string) => key !== 'steps' && Object.hasOwn(b.values, key);
	return (
		storedIds(a).every((id, kind) => id === storedIds(b)[kind]) &&
		Object.keys(a.values)
			.filter(isShared)
			.every((key) => a.values[key] === b.values[key])
	);
}

type CardFacts = Pick<ReturnType<typeof decodeRunCard>, 'link' | 'replicas' | 'started_at'>;

/**
 * Refuses the run card of another run than the checkpoint beside it: the folder then contains files
 * of several runs.
 * @param readConfig config of a link
 */
export function assertSameRun(
	card: CardFacts,
	record: Pick<RunRecord, 'link' | 'replicas' | 'startedAt'>,
	readConfig: (link: string) => StoredConfig
): void {
	const isSame =
		card.started_at === record.startedAt &&
		card.replicas === record.replicas &&
		isSameRun(readConfig(record.link), readConfig(card.link));
	if (!isSame) {
		throw new FormatError(['expected the card of the run in the checkpoint, got that of another']);
	}
}
