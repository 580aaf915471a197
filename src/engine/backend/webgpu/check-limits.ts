import { LabError } from '../../core/lab-error.ts';
import type { Plan } from '../../graph/plan.ts';
import { callOf } from './kernel-call-of.ts';

/** The limits that a plan can exceed; a subset of GPUSupportedLimits. */
export interface PlanLimits {
	readonly maxBufferSize: number;
	readonly maxStorageBufferBindingSize: number;
	readonly maxComputeWorkgroupsPerDimension: number;
}

const MEBIBYTE = 1024 * 1024;
const inMebibytes = (bytes: number) => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;

/**
 * Refuses a plan that the adapter cannot hold, before anything is allocated.
 * @throws LabError `size-limit` with the tensor, its size and the limit
 */
export function checkLimits(plan: Plan, limits: PlanLimits): void {
	const limit = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
	for (const { label, count, isShared } of plan.buffers) {
		const bytes = 4 * count * (isShared ? 1 : plan.replicas);
		if (bytes <= limit) continue;
		throw new LabError(
			'size-limit',
			`"${label}" needs ${inMebibytes(bytes)}, and this adapter allows ${inMebibytes(limit)} in one buffer: choose a smaller p, train fraction or width`
		);
	}
	const most = limits.maxComputeWorkgroupsPerDimension;
	for (const node of [...plan.segments.values()].flat()) {
		const [x, y] = callOf(node, 'gpu').workgroups;
		if (Math.max(x, y, plan.replicas) <= most) continue;
		throw new LabError(
			'size-limit',
			`op "${node.op.id}" needs ${String(Math.max(x, y))} workgroups, and this adapter allows ${String(most)} in one direction: choose a smaller p or width`
		);
	}
}

/** Bytes that a plan takes on the device. */
export function planBytes(plan: Plan): number {
	return plan.buffers.reduce(
		(sum, { count, isShared }) => sum + 4 * count * (isShared ? 1 : plan.replicas),
		0
	);
}
