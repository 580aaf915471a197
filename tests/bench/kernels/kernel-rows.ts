import type { PlanNode } from '../../../src/engine/graph/plan.ts';
import { floorsOf } from './floors.ts';
import { workOf } from './flops.ts';
import type { KernelTimes } from './kernel-times.ts';
import type { KernelRow } from '../steps/node-tables.ts';
import type { Roofline } from './roofline.ts';
import { summarize } from '../statistics.ts';

/** Shapes of a node's first inputs and of its outputs, in words. */
export function shapesOf({ inputs, outputs, attributes }: PlanNode): string {
	const text = ({ shape }: { readonly shape: readonly number[] }) => shape.join('x');
	const flags = [
		...(attributes['transposeA'] === true ? ['A^T'] : []),
		...(attributes['transposeB'] === true ? ['B^T'] : [])
	];
	const floats = inputs.filter(({ dtype }) => dtype === 'f32').slice(0, 3);
	return [...floats.map(text), '->', ...outputs.map(text), ...flags].join(' ');
}

/** What a kernel takes, beside its floors. */
export function kernelRows(
	nodes: readonly PlanNode[],
	{ ms }: KernelTimes,
	roofline: Roofline
): readonly KernelRow[] {
	return nodes.map((node, i) => {
		const work = workOf(node);
		return {
			node: i,
			op: node.op.id,
			shapes: shapesOf(node),
			ms: summarize(ms.map((sweep) => sweep[i] ?? NaN)),
			gflop: work.flop / 1e9,
			megabytes: work.bytes / 1e6,
			floors: floorsOf(work, roofline)
		};
	});
}
