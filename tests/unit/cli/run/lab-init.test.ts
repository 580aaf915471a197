import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
	encodeSafetensors,
	type NamedTensor
} from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { readGolden, writeGoldenInit } from '../lab-golden.ts';
import { readBytes, temporaryFolder, toyRun } from '../lab-place.ts';

type Tensors = ReadonlyMap<string, NamedTensor>;

function goldenTensors(): Map<string, NamedTensor> {
	return new Map(
		Object.entries(readGolden().init).map(([name, { shape, data }]) => [
			name,
			{ shape, data: Float64Array.from(data) }
		])
	);
}

function write(tensors: Tensors, metadata: Readonly<Record<string, string>> = {}): string {
	const path = join(temporaryFolder(), 'init.safetensors');
	writeFileSync(path, encodeSafetensors({ tensors, metadata }));
	return path;
}

const train = async (path: string, more: readonly string[] = []) =>
	toyRun(['--init', path, '--steps', '3', ...more]);

/** The unembedding [d_model, p + 1] without its last column, as TransformerLens' demo has it. */
function withoutEquals({ shape, data }: NamedTensor): NamedTensor {
	const [rows = 0, columns = 0] = shape;
	return {
		shape: [rows, columns - 1],
		data: Float64Array.from(data.filter((_, i) => i % columns < columns - 1))
	};
}

describe('--init reads weights by other programs', () => {
	test('a compiled TransformerLens model: prefix, mask and zero biases change nothing and are named', async () => {
		const plain = await train(writeGoldenInit(temporaryFolder()));
		const tensors = new Map(
			[...goldenTensors()].map(([name, tensor]) => [`_orig_mod.${name}`, tensor] as const)
		);
		for (const name of ['b_Q', 'b_K', 'b_V']) {
			tensors.set(`_orig_mod.blocks.0.attn.${name}`, { shape: [2, 4], data: new Float32Array(8) });
		}
		tensors.set('_orig_mod.blocks.0.attn.mask', { shape: [1], data: Float32Array.of(1) });
		const wrapped = await train(write(tensors));
		expect(wrapped.code).toBe(0);
		expect(wrapped.notices).toContain('names are read without their prefix "_orig_mod."');
		expect(wrapped.notices).toMatch(/no weights: .*attn\.mask\n/);
		expect(wrapped.notices).toMatch(/all their values are 0: .*b_Q, .*b_K, .*b_V\n/);
		for (const file of ['final.safetensors', 'metrics.csv']) {
			const [a, b] = [plain, wrapped].map(({ folder }) => readBytes(folder, file));
			if (file === 'metrics.csv') expect(a).toEqual(b);
			// The metadata name another link, which begins after the tensors' names.
			else expect(a?.slice(-200)).toEqual(b?.slice(-200));
		}
	});

	test('p outputs: names the setting with which they fit, and with it they do', async () => {
		const tensors = goldenTensors();
		const unembedding = tensors.get('unembed.W_U');
		if (unembedding === undefined) throw new Error('no unembedding');
		const path = write(tensors.set('unembed.W_U', withoutEquals(unembedding)));
		const refused = await train(path);
		expect(refused.code).toBe(2);
		expect(refused.notices).toBe(
			`--init ${path}: these weights are of this model with another setting: add --set equals_output=false\n`
		);
		expect((await train(path, ['--set', 'equals_output=false'])).code).toBe(0);
	});

	test('a checkpoint is refused with the way on', async () => {
		const { folder } = await toyRun(['--steps', '1']);
		const path = join(folder, 'checkpoint.safetensors');
		const { code, notices } = await train(path);
		expect(code).toBe(2);
		expect(notices).toBe(
			`--init ${path}: expected weights, got a checkpoint: --resume FOLDER goes on from it; its weights at the end are in final.safetensors\n`
		);
	});

	test('weights of another run of ours say which run they are of', async () => {
		const link = '#v=1&preset=quick-start&p=5';
		const { notices } = await train(write(new Map(), { link }));
		expect(notices).toContain(`the file holds weights of the run ${link}\n`);
	});

	test('100 000 tensors end in sentences', async () => {
		const data = new Float32Array();
		const tensors = new Map(
			Array.from({ length: 100_000 }, (_, i) => [`t${String(i)}`, { shape: [0], data }])
		);
		const { code, notices } = await train(write(tensors));
		expect(code).toBe(2);
		expect(notices.trimEnd().split('\n')).toHaveLength(21);
	});
});

test('a flipped bit in weights of ours is found by their digest', async () => {
	const { folder } = await toyRun(['--steps', '1']);
	const bytes = Uint8Array.from(readBytes(folder, 'final.safetensors'));
	const last = bytes.length - 1;
	bytes[last] = (bytes[last] ?? 0) ^ 1;
	const path = join(temporaryFolder(), 'flipped.safetensors');
	writeFileSync(path, bytes);
	const { code, notices } = await train(path);
	expect(code).toBe(2);
	expect(notices).toContain('the file is damaged');
});
