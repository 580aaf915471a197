import type { ParamValue } from '../../core/param-schema.ts';
import type { Session } from '../../core/session.ts';
import type { UpdateRule } from '../../optimizers/define.ts';
import { scheduleTensor } from '../build/build-update.ts';
import { updateRules, type RunSpec } from '../run-spec.ts';

/**
 * base^exponent by repeated multiplication in float64, because `Math.pow` differs between engines.
 * Powers are kept, so a run multiplies once a step.
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

type Params = Readonly<Record<string, ParamValue>>;

interface LiveChange {
	readonly fromStep: number;
	readonly key: string;
	readonly value: number;
}

/**
 * The scalars of consecutive updates, as rows of the schedule tensors, by replica. Live changes
 * hold for all replicas and are kept on a timeline, so that a run that goes back to a checkpoint
 * repeats them at the same steps.
 */
export class Schedule {
	readonly #rules: readonly UpdateRule[];
	readonly #power = createPowers();
	readonly #replicas: readonly Params[];
	#changes: LiveChange[] = [];

	static of(spec: RunSpec): Schedule {
		return new Schedule(
			updateRules(spec),
			spec.replicas.map(({ params }) => params)
		);
	}

	/** @param replicas the params of each */
	constructor(rules: readonly UpdateRule[], replicas: readonly Params[]) {
		this.#rules = rules;
		this.#replicas = replicas;
	}

	/** Live params in force at an update, of every replica. */
	liveByReplica(step: number): readonly Readonly<Record<string, number>>[] {
		return this.#replicas.map((own) => {
			const params = this.#at(step, own);
			const live: Record<string, number> = {};
			for (const [key, schema] of this.#rules.flatMap((rule) => Object.entries(rule.params))) {
				const value = params[key];
				if (schema.applies === 'live' && typeof value === 'number') live[key] = value;
			}
			return live;
		});
	}

	/**
	 * Those that all replicas share. What differs was never changed live, since a change holds for
	 * all.
	 */
	liveAt(step: number): Readonly<Record<string, number>> {
		const [first = {}, ...others] = this.liveByReplica(step);
		const isShared = ([key, value]: readonly [string, number]) =>
			others.every((other) => other[key] === value);
		return Object.fromEntries(Object.entries(first).filter(isShared));
	}

	/** From this update on; removes values set for later updates. */
	set(key: string, value: number, fromStep: number): void {
		this.#changes = this.#changes.filter(
			(change) => change.key !== key || change.fromStep < fromStep
		);
		this.#changes.push({ fromStep, key, value });
	}

	/** Writes the rows of updates `step` .. `step + count - 1` into the tensors of the plan. */
	write(session: Session, step: number, count: number, capacity: number): void {
		for (const [name, rows] of this.rows(step, count, capacity)) {
			session.write(scheduleTensor(name), rows);
		}
	}

	/**
	 * Rows of updates `step` .. `step + count - 1` by schedule, zero-padded to `capacity` rows,
	 * replica-major.
	 */
	rows(step: number, count: number, capacity: number): ReadonlyMap<string, Float64Array> {
		const tables = new Map<string, Float64Array>();
		for (const rule of this.#rules) {
			for (const [name, width] of Object.entries(rule.schedules)) {
				tables.set(name, new Float64Array(capacity * width * this.#replicas.length));
			}
			for (let i = 0; i < count; i++) {
				for (const [r, own] of this.#replicas.entries()) {
					const scalars = rule.scalars(this.#at(step + i, own), step + i, this.#power);
					for (const [name, row] of Object.entries(scalars)) {
						tables.get(name)?.set(row, (r * capacity + i) * row.length);
					}
				}
			}
		}
		return tables;
	}

	/** The params of a replica in force at an update. */
	#at(step: number, own: Params): Params {
		const due = this.#changes.filter(({ fromStep }) => fromStep <= step);
		if (due.length === 0) return own;
		return { ...own, ...Object.fromEntries(due.map(({ key, value }) => [key, value])) };
	}
}
