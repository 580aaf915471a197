import { BACKENDS } from '../../engine/core/backend.ts';
import {
	absentOr,
	anything,
	fields,
	list,
	members,
	nullable,
	number,
	oneOf,
	param,
	text,
	whole
} from '../../engine/checkpoint/checked-json.ts';
import { CARD_EVENTS } from './events-codec.ts';
import { decodeFormatted } from './formatted-json.ts';

const MARKER = nullable(fields({ after: number(), by: number() }));

/** Entry of a replica in a card. Measures of `last_evaluation` differ from run to run. */
const REPLICA = fields({
	seed_split: whole(0),
	seed_init: whole(0),
	// Absent before version 4.
	seed_batch: absentOr(whole(0)),
	seed_probe: absentOr(whole(0)),
	transitions: fields({
		memorized: MARKER,
		memorization_ends: MARKER,
		cleanup_begins: MARKER,
		grokked: MARKER,
		losses: list(fields({ lost: fields({ after: number(), by: number() }), regained: MARKER })),
		loss_count: whole(0)
	}),
	last_evaluation: nullable(members(anything()))
});

const CARD = fields({
	status: oneOf(['running', 'done', 'interrupted', 'non-finite-loss', 'failed']),
	error: absentOr(text()),
	link: text(),
	config: members(param()),
	replicas: whole(1),
	varied: absentOr(list(members(param()))),
	initial_weights: text(),
	split: text(),
	train_examples: whole(1),
	examples: whole(2),
	step: whole(0),
	started_at: text(),
	wall_seconds: number(0),
	steps_per_second: nullable(number(0)),
	backend: oneOf(BACKENDS),
	adapter: fields({ kind: text(), name: text(), threads: absentOr(whole(1)) }),
	formulation: text(),
	versions: members(text()),
	platform: text(),
	events: CARD_EVENTS,
	runs: list(REPLICA)
});

/**
 * The run card of a folder, as `runCard` writes it, of this version or an earlier one.
 * @param name of the file, which begins every sentence
 * @throws FormatError with a sentence for everything that is wrong in it
 */
export const decodeRunCard = (json: string, name = 'run.json') =>
	decodeFormatted('run', CARD, json, name);
