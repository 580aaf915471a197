import {
	absentOr,
	checkJson,
	fields,
	members,
	param,
	text,
	valueOf
} from '../../engine/checkpoint/checked-json.ts';
import { decodeSafetensors } from '../../engine/checkpoint/safetensors-codec.ts';
import { quote } from '../../engine/core/quote.ts';
import type { BuiltRun } from '../../engine/trainer/build/build-run.ts';
import { isSameRun, type StoredConfig } from '../../lab-run/same-run.ts';
import { UsageError } from '../arguments/failures.ts';
import { weightsInFile } from './weights-file.ts';

const CONFIG = fields({
	task: text(),
	model: text(),
	loss: text(),
	optimizer: text(),
	filter: absentOr(text()),
	constraint: absentOr(text()),
	values: members(param())
});

interface WeightsOfRun {
	readonly built: BuiltRun;
	readonly config: StoredConfig;
	readonly step: number;
	readonly replica: number;
}

/**
 * Looks whether a file holds the weights of a run at a step: for runs of versions whose checkpoints
 * have no digests.
 * @throws UsageError, LabError `bad-checkpoint`
 */
export function weightsOfRun(
	bytes: Uint8Array,
	{ built, config, step, replica }: WeightsOfRun
): void {
	const { metadata } = decodeSafetensors(bytes);
	for (const [key, wanted] of Object.entries({ step, replica })) {
		if (metadata[key] === String(wanted)) continue;
		throw new UsageError(`${key}: expected ${String(wanted)}, got ${quote(metadata[key])}`);
	}
	const own = valueOf(checkJson(CONFIG, metadata['config'] ?? '', 'config'));
	if (!isSameRun(config, own)) {
		throw new UsageError('config: expected that of the run in the checkpoint, got another');
	}
	weightsInFile(built.plan, bytes, 'weights');
}
