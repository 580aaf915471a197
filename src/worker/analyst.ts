import type { SettledMeasures } from '../engine/core/telemetry.ts';
import type { NumericArray } from '../engine/core/tensor.ts';
import { buildRun, type BuiltRun } from '../engine/trainer/build-run.ts';
import { buildViews } from '../engine/trainer/build-views.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation-row.ts';
import { settledRows } from '../engine/trainer/settle.ts';
import { settledMeasures } from '../engine/trainer/settled-measures.ts';
import type { Snapshot } from '../engine/trainer/snapshot-store.ts';
import { ViewDesk, type ViewRequest } from '../engine/trainer/view-desk.ts';
import type { ViewData } from '../engine/views/define.ts';
import type { RunDevice } from './run-device.ts';

/** Looks at weights of any step of a run, beside its training: views of the mechanism, and measures settled afterwards. */
export class Analyst {
	readonly #built: BuiltRun;
	readonly #device: () => RunDevice;
	#desk: ViewDesk | undefined;
	#deskDevice: RunDevice | undefined;
	#laid: NumericArray | undefined;
	#last: Promise<unknown> = Promise.resolve();

	/** @param device the run's present one */
	constructor(built: BuiltRun, device: () => RunDevice) {
		this.#built = built;
		this.#device = device;
	}

	/**
	 * A view of these weights; one after the other, in the order they were asked for.
	 * @throws LabError `size-limit`, `bad-parameter`, `device-lost`, `gpu-error`
	 */
	view(weights: NumericArray, request: ViewRequest): Promise<ViewData> {
		const answer = this.#last.then(async () => {
			const desk = await this.#openDesk();
			if (this.#laid !== weights) desk.lay(weights);
			this.#laid = weights;
			return desk.view(request);
		});
		this.#last = answer.catch(() => {
			// Whatever went wrong, the next question finds a new desk.
			this.#closeDesk();
		});
		return answer;
	}

	/**
	 * Measures of all snapshots with these key frequencies; undefined when it was no longer wanted.
	 * @throws LabError `size-limit`, `device-lost`, `gpu-error`
	 */
	async settle(
		snapshots: readonly Snapshot[],
		keyFrequencies: readonly number[],
		isWanted: () => boolean
	): Promise<SettledMeasures | undefined> {
		const { spec, formulation, split } = this.#built;
		const run = buildRun(spec, { ...this.#options(), formulation, split, isEvaluationOnly: true });
		const session = await this.#device().open(run.plan, () => undefined);
		try {
			const rows: EvaluationRow[] = [];
			for await (const row of settledRows(run, session, snapshots, keyFrequencies)) {
				if (!isWanted()) return undefined;
				rows.push(row);
			}
			return isWanted() ? settledMeasures(rows, keyFrequencies) : undefined;
		} finally {
			session.dispose();
		}
	}

	dispose(): void {
		this.#closeDesk();
	}

	async #openDesk(): Promise<ViewDesk> {
		const device = this.#device();
		if (this.#desk !== undefined && this.#deskDevice === device) return this.#desk;
		this.#closeDesk();
		const { spec, split } = this.#built;
		const built = buildViews(spec, { ...this.#options(), split });
		device.check(built.plan);
		const desk = new ViewDesk(built, await device.open(built.plan, () => undefined));
		this.#desk = desk;
		this.#deskDevice = device;
		return desk;
	}

	#closeDesk(): void {
		this.#desk?.dispose();
		this.#desk = undefined;
		this.#deskDevice = undefined;
		this.#laid = undefined;
	}

	#options() {
		return { adapterKind: this.#device().kind === 'gpu' ? 'gpu' : 'software' } as const;
	}
}
