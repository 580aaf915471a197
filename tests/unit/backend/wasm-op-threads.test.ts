import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { WasmSession } from '../../../src/engine/backend/wasm/wasm-session.ts';
import type { NumericArray } from '../../../src/engine/core/tensor.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import type { OpSpec } from '../../../src/engine/ops/define.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import { planData } from '../../../src/engine/trainer/build/build-run.ts';
import type { LoadKernels } from '../../../src/host/kernel-module.ts';
import { nodeThreads } from '../../../src/host/node-threads.ts';
import { DECLARED_CASES, drawInputs } from '../../support/ops/op-case.ts';

/** So short that every call with several parts is divided into as many blocks as there may be. */
const BLOCK_NS = 1;
/** Threads meet in another order every time, and every result is compared. */
const REPETITIONS = 30;
const REPLICAS = 2;

/** All declared cases of all ops in one segment: threads are started once for all of them. */
function planOfAllCases() {
	const graph = new GraphBuilder();
	const states: (readonly [name: string, value: NumericArray])[] = [];
	const prepared = DECLARED_CASES.map(({ op, opCase, title }) => {
		const inputs = Array.from({ length: REPLICAS }, (_, r) => drawInputs(opCase, 400 + r));
		const tensors = opCase.inputs.map((spec, i) => {
			const name = `${title}, input ${String(i)}`;
			const values = inputs.map((own) => own[i] ?? expect.fail(`${name}: no value`));
			if (op.updates?.includes(i) !== true) {
				return graph.data(name, spec, false, (r) => values[r] ?? expect.fail(name));
			}
			const joined = values.flatMap((value) => [...value]);
			states.push([
				name,
				spec.dtype === 'u32' ? Uint32Array.from(joined) : Float64Array.from(joined)
			]);
			return graph.state(name, spec);
		});
		return { op, opCase, title, tensors };
	});
	graph.beginSegment('ops');
	const results = prepared.map(({ op, opCase, title, tensors }) => {
		const count = op.infer((i) => opCase.inputs[i]?.shape ?? [], opCase.attributes).length;
		const names = Array.from({ length: count }, (_, i) => `${title}, output ${String(i)}`);
		const outputs = graph.apply(op, tensors, opCase.attributes, { names });
		const updated = (op.updates ?? []).map((i) => `${title}, input ${String(i)}`);
		return { outputs, names: [...names, ...updated] };
	});
	const keep = results.flatMap(({ outputs }) => outputs);
	const plan = compilePlan(graph, { replicas: REPLICAS, keep });
	return { plan, states, names: results.map(({ names }) => names) };
}

/** Kernels whose work is divided, of the sessions that were opened. */
const divided = new Set<string>();

/** A digest of the results of every case, of all repetitions, in the order of the cases. */
async function resultsOn(count: number): Promise<readonly string[]> {
	const threads = nodeThreads(count);
	const load: LoadKernels = async (bytes) => {
		const module = await threads.load(bytes);
		const { startTeam } = module;
		if (startTeam === undefined) return module;
		return {
			...module,
			startTeam: (calls) => {
				for (const { kernel } of calls) divided.add(kernel);
				return startTeam(calls);
			}
		};
	};
	const { plan, states, names } = planOfAllCases();
	const session = await WasmSession.open(plan, load, { blockNs: BLOCK_NS });
	for (const [name, data] of planData(plan)) session.write(name, data);
	for (const [name, data] of states) session.write(name, data);
	const digests = names.map(() => createHash('sha256'));
	for (let i = 0; i < REPETITIONS; i++) {
		session.run('ops', 1);
		for (const [at, own] of names.entries()) {
			for (const array of await session.read(own.map((name) => ({ name })))) {
				digests[at]?.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
			}
		}
	}
	session.dispose();
	expect(threads.count).toBe(count);
	return digests.map((digest) => digest.digest('hex'));
}

let results: readonly Awaited<ReturnType<typeof resultsOn>>[] = [];

beforeAll(async () => {
	results = [await resultsOn(1), await resultsOn(2), await resultsOn(3)];
});

/** Kernels that divide their work in some declared case. */
function kernelsWithParts({ op, opCase }: { readonly op: OpSpec; readonly opCase: OpCase }) {
	const input = (i: number) => opCase.inputs[i]?.shape ?? [];
	const outputs = op.infer(input, opCase.attributes);
	const shapes = { input, output: (i: number) => outputs[i]?.shape ?? [] };
	const calls = op.wasm?.(shapes, opCase.attributes) ?? [];
	return calls.flatMap(({ kernel, parts }) => (parts === undefined ? [] : [kernel]));
}

test('every kernel that can be divided is divided in a case', () => {
	const expected = new Set(DECLARED_CASES.flatMap(kernelsWithParts));
	expect(expected.size).toBeGreaterThan(10);
	expect([...divided].sort()).toEqual([...expected].sort());
});

test.each(DECLARED_CASES.map(({ title }, i) => ({ title, i })))(
	'$title: 1, 2 and 3 threads give the same bits',
	({ i }) => {
		const [one, two, three] = results;
		expect(one?.[i]).toMatch(/^[0-9a-f]{64}$/);
		expect(two?.[i]).toEqual(one?.[i]);
		expect(three?.[i]).toEqual(one?.[i]);
	}
);
