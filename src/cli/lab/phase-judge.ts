import {
	markersOf,
	nextPhases,
	NO_PHASES,
	type PhaseRules
} from '../../engine/core/phase-state.ts';
import { metricsColumns } from '../../engine/core/metrics-table.ts';
import { phaseRow } from '../../engine/core/phases.ts';
import type { PhaseMarkers, PhaseState } from '../../engine/core/telemetry.ts';
import type { EvaluationRow } from '../../engine/trainer/evaluation-row.ts';

/** Columns of training before those of an evaluation: step, train loss and accuracy. */
const TRAINED = 3;

type JudgedRow = Pick<EvaluationRow, 'step' | 'columns'>;

/** Where every replica stands with the phases, by all of its evaluations: they are judged as they come, and not kept. */
export class PhaseJudge {
	readonly #rules: PhaseRules;
	readonly #phases: PhaseState[];

	constructor(rules: PhaseRules, replicas: number) {
		this.#rules = rules;
		this.#phases = Array.from({ length: replicas }, () => NO_PHASES);
	}

	/** @param evaluations [replica][evaluation], steps after those known */
	append(evaluations: readonly (readonly JudgedRow[])[]): void {
		for (const [r, rows] of evaluations.entries()) for (const row of rows) this.#judge(r, row);
	}

	/** The evaluations of a metrics.csv: every one of them is there. @param names columns of an evaluation */
	appendMetrics(csv: Uint8Array, names: readonly string[]): void {
		for (const { replica, row } of evaluatedRows(csv, names)) this.#judge(replica, row);
	}

	markers(replica: number): PhaseMarkers {
		return markersOf(this.#phases[replica] ?? NO_PHASES);
	}

	#judge(replica: number, { step, columns }: JudgedRow): void {
		const state = this.#phases[replica] ?? NO_PHASES;
		this.#phases[replica] = nextPhases(state, phaseRow(step, columns), this.#rules);
	}
}

/** Lines of a text, one at a time: the whole may be too long for one string. */
function* linesOf(bytes: Uint8Array): Generator<string> {
	const NEWLINE = 0x0a;
	const decoder = new TextDecoder();
	let from = 0;
	for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
		yield decoder.decode(bytes.subarray(from, end));
		from = end + 1;
	}
}

/** @param names columns of an evaluation, as they are named there */
function* evaluatedRows(
	csv: Uint8Array,
	names: readonly string[]
): Generator<{ readonly replica: number; readonly row: JudgedRow }> {
	const lines = linesOf(csv);
	const header = lines.next();
	const found = header.done === true ? [] : header.value.split(',');
	const [replicaAt, ...places] = ['replica', ...metricsColumns(names, []).slice(TRAINED)].map(
		(name) => found.indexOf(name)
	);
	for (const line of lines) {
		const cells = line.split(',');
		const values = places.map((at) => cells[at] ?? '');
		if (values.every((value) => value === '')) continue;
		const columns = names.map(
			(name, i) => [name, (values[i] ?? '') === '' ? NaN : Number(values[i])] as const
		);
		yield {
			replica: Number(cells[replicaAt ?? -1] ?? 0),
			row: { step: Number(cells[0]), columns: Object.fromEntries(columns) }
		};
	}
}
