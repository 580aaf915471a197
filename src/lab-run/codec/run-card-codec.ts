import {
	checkJson,
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
import { FormatError } from './format-error.ts';

const CARD = fields({
	link: text(),
	config: members(param()),
	split: text(),
	started_at: text(),
	wall_seconds: number(0),
	steps_per_second: nullable(number(0)),
	backend: oneOf(['webgpu', 'reference']),
	adapter: fields({ kind: text(), name: text() }),
	formulation: text(),
	versions: members(text()),
	platform: text(),
	runs: list(fields({ seed_split: whole(0), seed_init: whole(0) }))
});

/**
 * What a reader of a run card needs. @throws FormatError with a sentence for everything that is
 * wrong in it
 */
export function decodeRunCard(json: string) {
	const { value: card, problems } = checkJson(CARD, json, 'run.json');
	if (card === undefined) throw new FormatError(problems);
	return card;
}
