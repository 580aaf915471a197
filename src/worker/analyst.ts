import { LabError, toPlainError } from '../engine/core/lab-error.ts';
import type { Session } from '../engine/core/session.ts';
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
import type { DeviceSource, RunDevice } from './run-device.ts';

/** Looks at weights of any step of a run, beside its training: views of the mechanism, and measures settled afterwards. */
export class Analyst {
	readonly #built: BuiltRun;
	readonly #devices: DeviceSource;
	#desk: ViewDesk | undefined;
	#deskDevice: RunDevice | undefined;
	#laid: NumericArray | undefined;
	#last: Promise<unknown> = Promise.resolve();
	#isDisposed = false;

	constructor(built: BuiltRun, devices: DeviceSource) {
		this.#built = built;
		this.#devices = devices;
	}

	/**
	 * A view of these weights; one after the other, in the order they were asked for.
	 * @throws LabError `size-limit`, `bad-parameter`, `device-lost`, `gpu-error`, `internal` once disposed of
	 */
	view(weights: NumericArray, request: ViewRequest): Promise<ViewData> {
		return this.#surviving(() => this.#view(weights, request));
	}

	/**
	 * Measures of all snapshots with these key frequencies; undefined when it was no longer wanted.
	 * @throws LabError `size-limit`, `device-lost`, `gpu-error`
	 */
	settle(
		snapshots: readonly Snapshot[],
		keyFrequencies: readonly number[],
		isWanted: () => boolean
	): Promise<SettledMeasures | undefined> {
		return this.#surviving(() => this.#settle(snapshots, keyFrequencies, isWanted));
	}

	/** Frees the desk once the view under way has left it; views that wait for their turn come to nothing. */
	async dispose(): Promise<void> {
		this.#isDisposed = true;
		await this.#last;
		this.#closeDesk();
	}

	/** Once more on another device, where the first was lost with nothing training on it. */
	async #surviving<T>(work: () => Promise<T>): Promise<T> {
		const device = this.#devices.current();
		try {
			return await work();
		} catch (thrown) {
			const isLost = toPlainError(thrown).code === 'device-lost' && !this.#isDisposed;
			// Not in line with the views: whoever ends the run waits for these, and the page's commands for it.
			if (!isLost || !(await this.#devices.renew(device))) throw thrown;
			return work();
		}
	}

	#view(weights: NumericArray, request: ViewRequest): Promise<ViewData> {
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

	async #settle(
		snapshots: readonly Snapshot[],
		keyFrequencies: readonly number[],
		isWanted: () => boolean
	): Promise<SettledMeasures | undefined> {
		if (!isWanted()) return undefined;
		const { spec, formulation, split } = this.#built;
		const run = buildRun(spec, { ...this.#options(), formulation, split, isEvaluationOnly: true });
		const session = await this.#devices.current().open(run.plan, () => undefined);
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

	async #openDesk(): Promise<ViewDesk> {
		this.#assertOpen();
		const device = this.#devices.current();
		if (this.#desk !== undefined && this.#deskDevice === device) return this.#desk;
		this.#closeDesk();
		const { spec, split } = this.#built;
		const built = buildViews(spec, { ...this.#options(), split });
		device.check(built.plan);
		const session = await device.open(built.plan, () => undefined);
		if (this.#isDisposed) session.dispose();
		this.#assertOpen();
		const desk = new ViewDesk(built, this.#interruptible(session));
		this.#desk = desk;
		this.#deskDevice = device;
		return desk;
	}

	/** A view of many rounds ends with the one under way when the run does. */
	#interruptible(session: Session): Session {
		return {
			run: (segment, count) => {
				session.run(segment, count);
			},
			runInParts: (segment, parts) => session.runInParts(segment, parts),
			write: (name, data) => {
				session.write(name, data);
			},
			read: async (requests) => {
				const values = await session.read(requests);
				this.#assertOpen();
				return values;
			},
			dispose: () => {
				session.dispose();
			}
		};
	}

	#assertOpen(): void {
		if (!this.#isDisposed) return;
		throw new LabError('internal', 'another run has taken the place of the one to look into');
	}

	#closeDesk(): void {
		this.#desk?.dispose();
		this.#desk = undefined;
		this.#deskDevice = undefined;
		this.#laid = undefined;
	}

	#options() {
		return { adapterKind: this.#devices.current().kind === 'gpu' ? 'gpu' : 'software' } as const;
	}
}
