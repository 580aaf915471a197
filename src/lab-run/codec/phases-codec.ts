import {
	absentOr,
	fields,
	list,
	mapped,
	number,
	numberOrNaN,
	truth,
	undefinedOr,
	whole,
	type Schema
} from '../../engine/checkpoint/checked-json.ts';
import { NO_PHASES } from '../../engine/core/phase-state.ts';
import type { Checkpoint, PhaseState } from '../../engine/core/telemetry.ts';

const INTERVAL = fields({ after: number(), by: number() });
const STREAK = fields({ length: whole(0), from: undefinedOr(INTERVAL) });

const CLAIM = fields({ end: undefinedOr(INTERVAL), doubt: whole(0) });

const STATE = fields({
	step: undefinedOr(whole(0)),
	memorized: undefinedOr(INTERVAL),
	loss: fields({ value: numberOrNaN(), isOfPart: truth() }),
	cleanup: undefinedOr(INTERVAL),
	grokked: undefinedOr(INTERVAL),
	losses: list(fields({ lost: INTERVAL, regained: undefinedOr(INTERVAL) })),
	lossCount: whole(0),
	right: STREAK,
	below: STREAK,
	minimum: undefinedOr(
		fields({ value: number(), after: number(), by: undefinedOr(number()), since: whole(0) })
	),
	evidence: fields({ holds: truth(), against: whole(0) }),
	hadEvidenceAtCleanup: truth(),
	/** Earlier checkpoints do not have it. */
	claim: absentOr(CLAIM)
});

const PHASES: Schema<PhaseState> = mapped(STATE, ({ claim = NO_PHASES.claim, ...state }) => ({
	...state,
	claim
}));

/** The phases of each replica in a checkpoint, and the thresholds that found them. */
export type JudgedPhases = NonNullable<Checkpoint['judged']>;

export const JUDGED_PHASES: Schema<JudgedPhases> = fields({
	phases: list(PHASES),
	thresholds: fields({
		memorizedAccuracy: number(),
		grokkedAccuracy: number(),
		lostAccuracy: number(),
		holdEvaluations: number(),
		cleanupLossRatio: number()
	})
});

/** As JSON, which has neither undefined nor NaN: both become null. */
export const phasesJson = (judged: JudgedPhases): string =>
	JSON.stringify(judged, (_, value: unknown) => value ?? null);
