import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { losses } from '../../../src/engine/losses/index.ts';
import { models } from '../../../src/engine/models/index.ts';
import { rootOf } from '../../../src/engine/graph/graph-builder.ts';
import type { Plan, PlanNode } from '../../../src/engine/graph/plan.ts';
import type { Tensor } from '../../../src/engine/ops/define.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { SEED } from '../../support/ops/arbitraries.ts';
import { toyRun } from '../../support/runs/run-spec.ts';

const toys = models.all.flatMap(({ id: model, formulations }) =>
	formulations.flatMap(({ id: formulation }) =>
		losses.ids.map((loss) => ({ model, formulation, loss }))
	)
);

function rangeOf(plan: Plan, tensor: Tensor) {
	const placement = plan.placements.get(rootOf(tensor));
	const buffer = placement && plan.buffers[placement.buffer];
	if (placement === undefined || buffer === undefined)
		throw new Error(`"${tensor.name}" has no place`);
	const count = rootOf(tensor).shape.reduce((product, size) => product * size, 1);
	return {
		buffer: placement.buffer,
		from: placement.offset,
		to: placement.offset + count,
		spec: buffer
	};
}

/**
 * Outputs that overwrite, at node i, the memory of a tensor that is still read later. State is left
 * out, since gradients and per-row losses are meant to be written into a flat state tensor.
 */
function clobbered(plan: Plan, nodes: readonly PlanNode[]): string[] {
	return nodes.flatMap((node, i) => {
		const alive = new Set(nodes.slice(i).flatMap(({ inputs }) => inputs.map(rootOf)));
		const written = new Set(nodes.slice(0, i).flatMap(({ outputs }) => outputs));
		return node.outputs.flatMap((output) => {
			const own = rangeOf(plan, output);
			return [...alive]
				.filter((tensor) => tensor !== output && tensor.role !== 'state')
				.filter((tensor) => written.has(tensor) || tensor.role !== 'activation')
				.filter((tensor) => {
					const other = rangeOf(plan, tensor);
					return other.buffer === own.buffer && other.from < own.to && own.from < other.to;
				})
				.map((tensor) => `${output.name} over ${tensor.name} at ${node.op.id}`);
		});
	});
}

describe.each(toys)(
	'the plan of $model, $formulation, with $loss',
	({ model, formulation, loss }) => {
		const { plan } = buildRun(toyRun({ model, loss, params: { p: 9 }, replicas: 2 }), {
			formulation
		});

		test('never overwrites what is still to be read', () => {
			for (const nodes of plan.segments.values()) expect(clobbered(plan, nodes)).toEqual([]);
		});

		test('places everything inside its buffer, at offsets a binding may start at', () => {
			for (const tensor of [...plan.segments.values()]
				.flat()
				.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])) {
				const { from, to, spec } = rangeOf(plan, tensor);
				expect(from % 64, tensor.name).toBe(0);
				expect(to, tensor.name).toBeLessThanOrEqual(spec.count);
				expect(spec.dtype, tensor.name).toBe(tensor.dtype);
			}
			for (const { count } of plan.buffers) expect(count % 64).toBe(0);
		});

		test('binds no buffer twice in a dispatch that writes to it', () => {
			for (const { op, inputs, outputs } of [...plan.segments.values()].flat()) {
				const written = new Set([
					...outputs,
					...(op.updates ?? []).flatMap((i) => inputs[i] ?? [])
				]);
				for (const tensor of written) {
					const { buffer } = rangeOf(plan, tensor);
					const others = [...inputs, ...outputs].filter(
						(other) => rootOf(other) !== rootOf(tensor)
					);
					expect(
						others
							.filter((other) => rangeOf(plan, other).buffer === buffer)
							.map(({ name }) => name),
						`${op.id} writes ${tensor.name}`
					).toEqual([]);
				}
			}
		});

		test('needs no more than the eight storage buffers that every adapter has', () => {
			for (const { op, inputs, outputs } of [...plan.segments.values()].flat()) {
				expect(inputs.length + outputs.length, op.id).toBeLessThanOrEqual(8);
			}
		});
	}
);

test('a plan is made of sizes alone, and its size per replica does not depend on the replicas', () => {
	const of = (replicas: number) => buildRun(toyRun({ replicas }), {}).plan;
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 50 }), (replicas) => {
			expect(of(replicas).buffers).toEqual(of(1).buffers);
		}),
		{ seed: SEED, numRuns: 5 }
	);
});
