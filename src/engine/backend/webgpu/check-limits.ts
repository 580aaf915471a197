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

/** " of 17 replicas" if there are several, else nothing. */
const ofReplicas = (replicas: number) => (replicas > 1 ? ` of ${String(replicas)} replicas` : '');

function checkWorkgroups({ segments, replicas }: Plan, most: number): void {
	if (replicas > most) {
		throw new LabError(
			'size-limit',
			`${String(replicas)} replicas need as many workgroups in one direction, and ${String(most)} are allowed here: choose fewer replicas`
		);
	}
	for (const node of [...segments.values()].flat()) {
		const [x, y] = callOf(node, 'gpu').workgroups;
		const needed = Math.max(x, y);
		if (needed <= most) continue;
		throw new LabError(
			'size-limit',
			`op "${node.op.id}" needs ${String(needed)} workgroups in one direction, and ${String(most)} are allowed here: choose a smaller p or width`
		);
	}
}

/**
 * Refuses a plan that the device cannot hold, before anything is allocated.
 * @param limits of the device, which may be lower than those of its adapter
 * @throws LabError `size-limit` with the tensor, its size and the limit
 */
export function checkLimits(plan: Plan, limits: PlanLimits): void {
	const { replicas } = plan;
	const limit = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
	for (const { label, count, isShared } of plan.buffers) {
		const copies = isShared ? 1 : replicas;
		const bytes = 4 * count * copies;
		if (bytes <= limit) continue;
		const fewer = copies > 1 ? 'fewer replicas, ' : '';
		throw new LabError(
			'size-limit',
			`"${label}"${ofReplicas(copies)} needs ${inMebibytes(bytes)}, and one buffer may have ${inMebibytes(limit)} here: choose ${fewer}a smaller p, train fraction or width`
		);
	}
	checkWorkgroups(plan, limits.maxComputeWorkgroupsPerDimension);
}

/** Bytes of all buffers of a plan on the device. */
export function planBytes(plan: Plan): number {
	return plan.buffers.reduce(
		(sum, { count, isShared }) => sum + 4 * count * (isShared ? 1 : plan.replicas),
		0
	);
}
