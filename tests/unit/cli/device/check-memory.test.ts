import { expect, test } from 'vitest';
import { checkMemory } from '../../../../src/cli/device/check-memory.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { resolveRun } from '../../../../src/config/resolve.ts';
import { wasmBytes } from '../../../../src/engine/backend/wasm/wasm-session.ts';
import { buildRun } from '../../../../src/engine/trainer/build/build-run.ts';

test('WebAssembly is refused what does not fit with scratch memory, though the buffers do', () => {
	const { plan } = buildRun(resolveRun(configOf('quick-mlp')));
	const used = plan.buffers.reduce((sum, { count }) => sum + count, 0);
	const filler = {
		label: 'filler',
		dtype: 'f32',
		count: 2 ** 30 - used,
		isShared: true,
		isPooled: false
	} as const;
	const full = { ...plan, buffers: [...plan.buffers, filler] };
	expect(() => {
		checkMemory(full, 'wasm');
	}).toThrow(
		new RegExp(`in float32 \\(${String(wasmBytes(full))} bytes\\).*: choose fewer replicas`)
	);
	expect(() => {
		checkMemory(plan, 'wasm');
	}).not.toThrow();
});
