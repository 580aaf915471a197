import type { Floors } from '../kernels/floors.ts';
import type { KernelTimes } from '../kernels/kernel-times.ts';
import type { CaseId } from '../rivals/page.ts';
import type { Roofline } from '../kernels/roofline.ts';
import type { Summary } from '../statistics.ts';
import { digits, formatMarkdown, formatTable, print, spread } from '../table.ts';

export const FORMULATIONS = ['folded', 'last-position'] as const;
export type FormulationId = (typeof FORMULATIONS)[number];

export interface KernelRow {
	readonly node: number;
	readonly op: string;
	readonly shapes: string;
	readonly ms: Summary;
	readonly gflop: number;
	readonly megabytes: number;
	readonly floors: Floors;
}

export interface StepReport {
	readonly case: CaseId;
	readonly formulation: FormulationId;
	readonly dispatches: number;
	readonly gflop: number;
	readonly megabytes: number;
	/** FLOP of the plan over the model of performance.md; the folded plan's alone. */
	readonly flopOverModel?: number;
	readonly stepMs: Summary;
	/** Of all kernels, one after the other. */
	readonly floors: Floors;
	/** So many dispatches of an empty kernel. */
	readonly dispatchFloorMs: Summary;
	readonly kernels: {
		readonly method: KernelTimes['method'];
		readonly rows: readonly KernelRow[];
	};
}

/** In tables: what the columns of floors mean. */
const FLOOR_WORDS =
	'Floors: compute, FLOP at the best multiply-add rate; memory, the bytes of each kernel (inputs and outputs once) at the best bandwidth measured at a working set of its size, so that what a cache holds counts as cached; roofline, the larger of both, kernel by kernel.';

export function printRoofline({ gflops, memory }: Roofline): void {
	const sizes = memory.map(
		({ workingSetBytes, gigabytes }) =>
			`${digits(gigabytes.high)} at ${digits(workingSetBytes / 1e6)} MB`
	);
	print(
		`\nroofline: multiply-adds ${spread(gflops, ' GFLOP/s')}; copies and sums in GB/s, by working set: ${sizes.join(', ')}; the best counts`
	);
}

export function printKernels(rows: readonly KernelRow[], method: string): void {
	const total = rows.reduce((sum, { ms }) => sum + ms.median, 0);
	const slowest = [...rows].sort((a, b) => b.ms.median - a.ms.median);
	const cells = (
		name: string,
		ms: number,
		gflop: number,
		megabytes: number,
		rooflineMs: number
	) => [
		name,
		digits(ms),
		`${digits((100 * ms) / total)} %`,
		digits((1000 * gflop) / ms),
		digits(megabytes / ms),
		`${digits((100 * rooflineMs) / ms)} %`
	];
	const sum = (list: readonly KernelRow[], of: (row: KernelRow) => number) =>
		list.reduce((value, row) => value + of(row), 0);
	const totals = (name: string, list: readonly KernelRow[]) =>
		cells(
			name,
			sum(list, ({ ms }) => ms.median),
			sum(list, ({ gflop }) => gflop),
			sum(list, ({ megabytes }) => megabytes),
			sum(list, ({ floors }) => floors.rooflineMs)
		);
	print(`kernels, by ${method}:`);
	print(
		formatTable(
			['kernel', 'ms', 'share', 'GFLOP/s', 'GB/s', 'roofline/achieved'],
			[
				...slowest.map(({ op, shapes, ms, gflop, megabytes, floors }) =>
					cells(`${op} ${shapes}`, ms.median, gflop, megabytes, floors.rooflineMs)
				),
				totals('all', rows)
			]
		)
	);
}

const modelWords = (ratio: number): string =>
	`, ${ratio.toFixed(3)} x the model of performance.md (${ratio <= 1.05 ? 'within' : 'NOT within'} 1.05)`;

export function printStep(report: StepReport): void {
	const { formulation, stepMs, dispatches, gflop, megabytes, flopOverModel, floors } = report;
	const model = flopOverModel === undefined ? '' : modelWords(flopOverModel);
	print(
		`\n${formulation}: ${spread(stepMs, ' ms')} a step, ${digits(1000 / stepMs.median)} steps/s`
	);
	print(
		`${String(dispatches)} dispatches, ${digits(gflop)} GFLOP${model}, ${digits(megabytes)} MB`
	);
	print(
		`floors: compute ${digits(floors.computeMs)} ms, memory ${digits(floors.memoryMs)} ms, roofline ${digits(floors.rooflineMs)} ms = ${digits((100 * floors.rooflineMs) / stepMs.median)} % of the step; ${String(dispatches)} empty dispatches ${spread(report.dispatchFloorMs, ' ms')}`
	);
}

/** One row per case and formulation, for docs/measurements.md. */
export function printSummary(steps: readonly StepReport[], adapter: string): void {
	print(`\nSteps on ${adapter}, median (low - high). ${FLOOR_WORDS}\n`);
	const rows = steps.map(({ stepMs, floors, dispatchFloorMs, ...step }) => [
		`${step.case.replace('p', 'p ')} ${step.formulation}`,
		spread(stepMs),
		digits(floors.computeMs),
		digits(floors.memoryMs),
		digits(dispatchFloorMs.median),
		`${digits((100 * floors.rooflineMs) / stepMs.median)} %`,
		String(step.dispatches),
		digits(step.gflop),
		step.flopOverModel === undefined ? '' : step.flopOverModel.toFixed(2)
	]);
	print(
		formatMarkdown(
			[
				'step',
				'ms',
				'compute floor, ms',
				'memory floor, ms',
				'dispatch floor, ms',
				'roofline / achieved',
				'dispatches',
				'GFLOP',
				'of the model'
			],
			rows
		)
	);
}
