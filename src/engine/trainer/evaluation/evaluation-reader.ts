import type { ReadRequest } from '../../core/session.ts';
import { elementCount, type NumericArray } from '../../core/tensor.ts';
import { evidenceFrom } from '../../probes/common-tensors.ts';
import type { BuiltRun } from '../build/build-run.ts';
import { evaluationRow, groupSizes, type EvaluationRow } from './evaluation-row.ts';
import { countsBySum } from '../data/pair-classes.ts';
import { BURST_EVALUATIONS, groupCount, PROBE_RING, type ProbeOutput } from './build-evaluation.ts';

/** A ring that evaluations leave values in: elements per evaluation. */
interface Ring {
	readonly name: string;
	readonly width: number;
}

const NOTHING = new Float64Array(0);

/** Reads the results of evaluations from the rings, and makes rows of them. */
export class EvaluationReader {
	readonly #run: BuiltRun;
	readonly #groupSizes: readonly (readonly number[])[];
	readonly #trainPairsBySum: readonly Float64Array[];
	readonly #probes: Ring;
	readonly #metrics: Ring;

	constructor(run: BuiltRun) {
		this.#run = run;
		const { shape } = run;
		const replicas = run.spec.replicas.map((_, r) => r);
		this.#metrics = { name: 'evaluate.ring', width: 2 * groupCount(shape) };
		this.#groupSizes = replicas.map((r) => groupSizes(shape, run.groups(r)));
		this.#trainPairsBySum = replicas.map((r) =>
			countsBySum(shape, run.examples(r), run.split(r).train)
		);
		const ring = run.plan.tensors.get(PROBE_RING);
		const width = ring === undefined ? 0 : elementCount(ring.shape) / BURST_EVALUATIONS;
		this.#probes = { name: PROBE_RING, width };
	}

	/** What to read after `count` evaluations. */
	requests(count: number): readonly ReadRequest[] {
		const rings = this.#probes.width > 0 ? [this.#metrics, this.#probes] : [this.#metrics];
		return rings.map(({ name, width }) => ({ name, count: width * count }));
	}

	/**
	 * The rows by replica, one per evaluated step.
	 * @param arrays results of the requests, in their order
	 */
	rows(
		evaluated: readonly number[],
		arrays: readonly NumericArray[]
	): readonly (readonly EvaluationRow[])[] {
		const count = evaluated.length;
		const [metrics = NOTHING, probes = NOTHING] = arrays;
		return this.#groupSizes.map((sizes, r) =>
			evaluated.map((step, i) => {
				const rowOf = (array: NumericArray, { width }: Ring) =>
					array.subarray((r * count + i) * width, (r * count + i + 1) * width);
				const measured = rowOf(probes, this.#probes);
				const at = ({ offset, width }: ProbeOutput) => measured.subarray(offset, offset + width);
				const { evaluation } = this.#run;
				return evaluationRow(this.#run, {
					step,
					sums: rowOf(metrics, this.#metrics),
					groupSizes: sizes,
					trainPairsBySum: this.#trainPairsBySum[r] ?? NOTHING,
					probes: evaluation.probes.map((outputs) => outputs.map(at)),
					evidence: Object.fromEntries(
						Object.entries(evaluation.evidence).map(([kind, output]) => [
							kind,
							evidenceFrom(kind, at(output))
						])
					)
				});
			})
		);
	}
}
