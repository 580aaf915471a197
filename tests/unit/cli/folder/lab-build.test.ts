import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildHash } from '../../../../src/launch/build-hash.mjs';
import {
	decodeCheckpoint,
	encodeCheckpoint
} from '../../../../src/lab-run/codec/checkpoint-codec.ts';
import { sha256 } from '../../../../src/cli/folder/digest.ts';
import { lab, readBytes, readCard, toyRun } from '../lab-place.ts';

/** A run of three steps as if another build had made it. */
async function runOf(build: string | undefined): Promise<string> {
	const { folder } = await toyRun(['--steps', '3']);
	const checkpoint = decodeCheckpoint(readBytes(folder, 'checkpoint.safetensors'), sha256);
	const { build: _, ...others } = checkpoint.record.versions;
	const versions = build === undefined ? others : { ...others, build };
	const record = { ...checkpoint.record, versions };
	writeFileSync(
		join(folder, 'checkpoint.safetensors'),
		encodeCheckpoint({ ...checkpoint, record }, sha256)
	);
	return folder;
}

test.each([
	['0123456789abcdef', '0123456789abcdef'],
	[undefined, 'not recorded']
])('a run of the build %s goes on, and the change is told', async (build, was) => {
	const folder = await runOf(build);
	const { code, notices } = await lab(['run', '--resume', folder, '--steps', '5']);
	expect(code).toBe(0);
	expect(notices).toBe(
		`The run goes on, but perhaps not bit for bit: build was ${was}, is ${buildHash()}\n`
	);
	expect(readCard(folder)).toMatchObject({ step: 5, versions: { build: buildHash() } });
});

test('a run of this build goes on without a word', async () => {
	const folder = await runOf(buildHash());
	const { notices } = await lab(['run', '--resume', folder, '--steps', '5']);
	expect(notices).toBe('');
});
