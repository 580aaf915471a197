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

interface LiveChange {
	readonly fromStep: number;
	readonly key: string;
	readonly value: number;
}

/**
 * The optimizer's scalars of consecutive updates, as rows of the schedule tensor. Live changes are kept on a timeline,
 * so that a run that goes back to a checkpoint repeats them at the same steps.
 */
export class Schedule {
	readonly #optimizer: OptimizerSpec;
	readonly #power = createPowers();
	readonly #params: Readonly<Record<string, ParamValue>>;
	#changes: LiveChange[] = [];

	constructor(optimizer: OptimizerSpec, params: Readonly<Record<string, ParamValue>>) {
		this.#optimizer = optimizer;
		this.#params = params;
	}

	/** The params in force at an update. */
	at(step: number): Readonly<Record<string, ParamValue>> {
		const due = this.#changes.filter(({ fromStep }) => fromStep <= step);
		if (due.length === 0) return this.#params;
		return { ...this.#params, ...Object.fromEntries(due.map(({ key, value }) => [key, value])) };
	}

	/** Live params in force at an update. */
	liveAt(step: number): Readonly<Record<string, number>> {
		const params = this.at(step);
		const live: Record<string, number> = {};
		for (const [key, schema] of Object.entries(this.#optimizer.params)) {
			const value = params[key];
			if (schema.applies === 'live' && typeof value === 'number') live[key] = value;
		}
		return live;
	}

	/** From this update on; what had been set for later ones is forgotten. */
	set(key: string, value: number, fromStep: number): void {
		this.#changes = this.#changes.filter(
			(change) => change.key !== key || change.fromStep < fromStep
		);
		this.#changes.push({ fromStep, key, value });
	}

	/** Rows of updates `step` .. `step + count - 1`, zero-padded to `slots` rows, the same for every replica. */
	rows(step: number, count: number, slots: number, replicas: number): Float64Array {
		const width = this.#optimizer.scalarCount;
		const data = new Float64Array(slots * width * replicas);
		for (let i = 0; i < count; i++) {
			const scalars = this.#optimizer.scalars(this.at(step + i), step + i, this.#power);
			for (let r = 0; r < replicas; r++) data.set(scalars, (r * slots + i) * width);
		}
		return data;
	}
}
