import type { ParamValue } from '../core/param-schema.ts';
import type { OptimizerSpec } from '../optimizers/define.ts';

/**
 * base^exponent by repeated multiplication in float64, because `Math.pow` differs between engines. Powers are kept,
 * so a run multiplies once a step.
 */
export function createPowers(): (base: number, exponent: number) => number {
	const known = new Map<number, { exponent: number; value: number }>();
	return (base, exponent) => {
		let entry = known.get(base);
		if (entry === undefined || entry.exponent > exponent) {
			entry = { exponent: 0, value: 1 };
			known.set(base, entry);
		}
		while (entry.exponent < exponent) {
			entry.value *= base;
			entry.exponent++;
		}
		return entry.value;
	};
}

/** The optimizer's scalars of consecutive updates, as rows of the schedule tensor. */
export class Schedule {
	readonly #optimizer: OptimizerSpec;
	readonly #power = createPowers();
	#params: Readonly<Record<string, ParamValue>>;

	constructor(optimizer: OptimizerSpec, params: Readonly<Record<string, ParamValue>>) {
		this.#optimizer = optimizer;
		this.#params = params;
	}

	get params(): Readonly<Record<string, ParamValue>> {
		return this.#params;
	}

	/** From the next rows on. */
	set(key: string, value: number): void {
		this.#params = { ...this.#params, [key]: value };
	}

	/** Rows of updates `step` .. `step + count - 1`, zero-padded to `slots` rows, the same for every replica. */
	rows(step: number, count: number, slots: number, replicas: number): Float64Array {
		const width = this.#optimizer.scalarCount;
		const data = new Float64Array(slots * width * replicas);
		for (let i = 0; i < count; i++) {
			const scalars = this.#optimizer.scalars(this.#params, step + i, this.#power);
			for (let r = 0; r < replicas; r++) data.set(scalars, (r * slots + i) * width);
		}
		return data;
	}
}
