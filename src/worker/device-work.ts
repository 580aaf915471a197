import type { Analysis } from '../config/analysis.ts';
import { LabError, toPlainError } from '../engine/core/lab-error.ts';
import type { Session } from '../engine/core/session.ts';
import type { SettledMeasures } from '../engine/core/telemetry.ts';
import type { NumericArray } from '../engine/core/tensor.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { Snapshot } from '../engine/trainer/train/snapshot-store.ts';
import type { ViewRequest } from '../engine/trainer/inspect/loaded-views.ts';
import type { ViewData } from '../engine/views/define.ts';
import { inMemory } from '../lab-run/kept-weights.ts';
import { replicaRun } from '../lab-run/replica-run.ts';
import { settleReplica } from '../lab-run/settled-run.ts';
import { ViewRunner } from '../lab-run/view-runner.ts';
import type { DeviceSource, RunDevice } from './run-device.ts';

/**
 * Computes views and settled measures of one replica on the current device, also during training.
 * Views are computed in the order of their requests. If the device is lost, the work is repeated on
 * the next one.
 */
export class DeviceWork {
	readonly #built: BuiltRun;
	readonly #replica: number;
	readonly #devices: DeviceSource;
	#views: { readonly runner: ViewRunner; readonly device: RunDevice } | undefined;
	#last: Promise<unknown> = Promise.resolve();
	#isDisposed = false;

	constructor(built: BuiltRun, replica: number, devices: DeviceSource) {
		this.#built = built;
		this.#replica = replica;
		this.#devices = devices;
	}

	/**
	 * A view of these weights.
	 * @throws LabError `size-limit`, `bad-parameter`, `device-lost`, `gpu-error`, `internal` once
	 * disposed of
	 */
	view(weights: NumericArray, request: ViewRequest): Promise<ViewData> {
		return this.#surviving(() => this.#view(weights, request));
	}

	/**
	 * Measures of all snapshots with the key frequencies of the last; undefined if `isWanted`
	 * became false.
	 * @throws LabError `size-limit`, `bad-parameter`, `device-lost`, `gpu-error`
	 */
	settle(
		snapshots: readonly Snapshot[],
		analysis: Analysis,
		isWanted: () => boolean
	): Promise<SettledMeasures | undefined> {
		return this.#surviving(async () => {
			if (!isWanted()) return undefined;
			const run = { built: this.#built, replica: this.#replica };
			const device = this.#devices.current();
			const settled = await settleReplica(run, device, snapshots.map(inMemory), {
				analysis,
				isWanted
			});
			return isWanted() ? settled?.measures : undefined;
		});
	}

	/**
	 * Frees the device once the view that is being computed is done; views that wait for their turn
	 * are refused.
	 */
	async dispose(): Promise<void> {
		this.#isDisposed = true;
		await this.#last;
		this.#closeViews();
	}

	/**
	 * Does the work, and repeats it once on another device if the first is lost while nothing
	 * trains on it.
	 */
	async #surviving<T>(work: () => Promise<T>): Promise<T> {
		const device = this.#devices.current();
		try {
			return await work();
		} catch (thrown) {
			const isLost = toPlainError(thrown).code === 'device-lost' && !this.#isDisposed;
			// Must bypass the view queue: dispose() awaits that queue, so queueing here would
			// deadlock.
			if (!isLost || !(await this.#devices.renew(device))) throw thrown;
			return work();
		}
	}

	#view(weights: NumericArray, request: ViewRequest): Promise<ViewData> {
		const answer = this.#last.then(async () => {
			const runner = await this.#openViews();
			return runner.view(weights, request);
		});
		this.#last = answer.catch(() => {
			// The next request opens a new session, whatever the error was.
			this.#closeViews();
		});
		return answer;
	}

	async #openViews(): Promise<ViewRunner> {
		this.#assertOpen();
		const device = this.#devices.current();
		if (this.#views?.device === device) return this.#views.runner;
		this.#closeViews();
		const run = replicaRun(this.#built, this.#replica, device);
		const runner = await ViewRunner.open(run, device, {
			check: (plan) => {
				device.check(plan);
			},
			wrap: (session) => {
				if (this.#isDisposed) session.dispose();
				this.#assertOpen();
				return this.#interruptible(session);
			}
		});
		this.#views = { runner, device };
		return runner;
	}

	/** Ends a view of many rounds after the present one, when the run ends. */
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

	#closeViews(): void {
		this.#views?.runner.dispose();
		this.#views = undefined;
	}
}
