import { backendOf, type Backend } from '../../../engine/core/backend.ts';
import type { AdapterReport } from '../../../engine/core/telemetry.ts';
import type { DeviceChoice } from '../../../worker/lab-api.ts';
import { RUN_ERRORS } from './failure-kinds.ts';
import type { LabConnection } from './lab-parts.ts';
import type { RunState } from '../run/run.svelte.ts';

/** The device in the worker, on which runs train. */
export class LabDevice {
	/** What to open; once a device is open, its backend, so that a resumed run keeps its bits. */
	choice: DeviceChoice = 'default';
	/** A backend that waits for the user's consent, because changing to it would discard a run. */
	offered: Backend | undefined = $state.raw(undefined);
	isOpen = $state.raw(false);
	readonly #client: LabConnection;
	readonly #run: RunState;
	readonly #opened: (report: AdapterReport) => void;

	constructor(
		client: LabConnection,
		run: RunState,
		/** Called with the report of each device that was opened. */
		opened: (report: AdapterReport) => void
	) {
		this.#client = client;
		this.#run = run;
		this.#opened = opened;
	}

	/**
	 * Opens a device in the current worker.
	 * @returns whether that worked; if not, the run has failed with the reason
	 */
	async open(): Promise<boolean> {
		this.isOpen = false;
		const report = await this.#client.call((remote) => remote.openDevice(this.choice));
		if (!report.ok) {
			this.#run.fail(report.error);
			return false;
		}
		this.isOpen = true;
		this.choice = backendOf(report.value.kind);
		this.#run.adapter = report.value;
		this.#opened(report.value);
		return true;
	}

	/** Opens a device in a new worker, if there is none or the last failure makes it unreliable. */
	async ensure(): Promise<boolean> {
		const { status } = this.#run;
		if (status.state === 'failed' && !RUN_ERRORS.includes(status.error.code)) this.isOpen = false;
		if (this.isOpen) return true;
		this.#run.status = { state: 'starting' };
		this.#client.spawn();
		return this.open();
	}
}
