import { decodeLink } from '../../../config/url-codec.ts';
import type { SpecKind } from '../../../config/schemas.ts';
import type { ParamValue } from '../../../engine/core/param-schema.ts';
import type { Checkpoint } from '../../../engine/core/telemetry.ts';
import type { PresetId } from '../../../presets/index.ts';
import type { Result, ViewAnswer, ViewQuestion } from '../../../worker/lab-api.ts';
import type { RemoteLab } from '../../client/worker-connection.ts';
import { ConfigState } from '../config/config.svelte.ts';
import { OPENING_PRESET, SOFTWARE_PRESET, suitAdapter } from '../config/default-presets.ts';
import { FollowedLinks } from '../config/followed-links.svelte.ts';
import { Gallery } from '../recorded/gallery.svelte.ts';
import { LabDevice } from './lab-device.svelte.ts';
import type { LabConnection, LabParts } from './lab-parts.ts';
import { LiveChanges } from '../config/live-changes.ts';
import { LiveParameters } from '../config/live-parameters.ts';
import { RecordedShow } from '../recorded/recorded-show.svelte.ts';
import { RunLoader } from './run-loader.ts';
import { liveRun, type ShownRun } from '../run/shown-run.ts';

/** The page's commands: what a button does to experiment, run, worker and address. */
export class Lab {
	readonly config: ConfigState;
	readonly run: ShownRun;
	readonly show: RecordedShow;
	readonly links: FollowedLinks;
	/** A command is under way that others must wait for. */
	isBusy = $state.raw(false);
	/** The opening preset was swapped for a smaller one because the adapter is slow. */
	isReducedForAdapter = $state.raw(false);

	/** The rail differs from a run that has something to lose. */
	readonly needsRestart: boolean = $derived.by(
		() => this.run.hasProgress && this.config.pending.length > 0
	);

	/** Nothing is in the way of training: a device, settings that can run, no failure but a refused setting. */
	readonly canTrain: boolean = $derived.by(
		() =>
			!this.isBusy &&
			this.config.canRun &&
			this.run.canTrain &&
			(this.#device.isOpen || !this.run.isRecorded)
	);

	readonly #client: LabConnection;
	readonly #addressBar: LabParts['addressBar'];
	readonly #live: LiveParameters;
	readonly #idle = new LiveChanges();
	readonly #device: LabDevice;
	readonly #loader: RunLoader;
	#isUntouched: boolean;

	constructor({ createClient, addressBar, galleryFiles, prefersStillness }: LabParts) {
		this.#addressBar = addressBar;
		this.#isUntouched = addressBar.read() === '';
		this.config = new ConfigState(decodeLink(addressBar.read(), OPENING_PRESET));
		this.run = liveRun(this.config, (question) => this.view(question));
		this.#client = createClient({
			message: (message) => {
				if (this.#loader.receive(message)) this.#addressBar.write(this.config.link);
			},
			silent: (ms) => {
				this.run.silentMs = ms;
			},
			crashed: (error) => {
				this.#device.isOpen = false;
				this.show.leave();
				this.run.fail(error);
			}
		});
		this.#device = new LabDevice(this.#client, this.run, ({ kind }) => {
			if (this.#isUntouched && suitAdapter(this.config, kind)) this.isReducedForAdapter = true;
		});
		this.show = new RecordedShow({
			client: this.#client,
			config: this.config,
			run: this.run,
			gallery: new Gallery(galleryFiles),
			prefersStillness,
			isIdle: () => !this.isBusy,
			retireRun: () => {
				this.#loader.retire();
			}
		});
		this.links = new FollowedLinks({
			addressBar,
			config: this.config,
			run: this.run,
			leave: () => {
				this.show.leave();
			},
			adopted: () => {
				this.#isUntouched = false;
				this.#reloadWhenIdle();
			},
			restart: () => this.restart()
		});
		const live = new LiveParameters(this.#client, this.config, this.run);
		this.#live = live;
		this.#loader = new RunLoader({
			client: this.#client,
			config: this.config,
			run: this.run,
			live,
			closeShow: () => {
				this.show.close();
			}
		});
		this.#client.spawn();
	}

	dispose(): void {
		this.#live.stop();
		this.#idle.cancel();
		this.#client.dispose();
	}

	/** Opens the device and prepares the first run; where there is none, the page plays the one that was recorded. */
	async open(backend: 'webgpu' | 'reference' = 'webgpu'): Promise<void> {
		await this.#exclusively(async () => {
			this.#device.backend = backend;
			if (await this.#device.open()) await this.#load();
		});
		this.show.standIn();
	}

	/** Back to a live run, or to what is in its way. */
	leaveRecording(): void {
		this.show.leave();
		this.#reloadWhenIdle();
	}

	/** Trains on; prepares the run first where it is not loaded. */
	async train(): Promise<void> {
		await this.#exclusively(async () => {
			if (await this.#ensureLoaded()) await this.#start();
		});
	}

	async pause(): Promise<void> {
		this.run.wantsTraining = false;
		await this.#command((remote) => remote.pause());
	}

	/** Ends the worker at once: what is being prepared is cancelled, a run that trains has failed and may be resumed. */
	endWorker(): void {
		if (!this.run.isOpening) {
			this.#client.end();
			return;
		}
		this.#device.isOpen = false;
		this.#client.spawn();
		this.run.fail({ code: 'cancelled', message: '', details: '' });
	}

	/** Does one update and pauses. */
	async step(): Promise<void> {
		await this.#exclusively(async () => {
			if (!(await this.#ensureLoaded())) return;
			await this.#live.start();
			await this.#command((remote) => remote.step(1));
		});
	}

	view(question: ViewQuestion): Promise<Result<ViewAnswer>> {
		return this.#client.call((remote) => remote.view(question));
	}

	/** Starts anew with the rail's settings: at step 0, training on if it was training. */
	async restart(isTrainingAfter = this.run.isActive): Promise<void> {
		if (!this.config.canRun || this.isBusy) return;
		this.run.wantsTraining = isTrainingAfter;
		await this.#exclusively(async () => {
			if (!(await this.#device.ensure())) return;
			if ((await this.#load()) && isTrainingAfter) await this.#start();
		});
	}

	/**
	 * Goes on from the latest checkpoint, in a new worker if need be. A run that had used its budget up, or was never
	 * trained, is only shown again.
	 */
	async resume(): Promise<void> {
		const { checkpoint } = this.run;
		if (checkpoint === undefined) return;
		await this.#exclusively(async () => {
			if (!(await this.#device.ensure()) || !(await this.#load(checkpoint))) return;
			const isAsked = this.run.wantsTraining || checkpoint.step > 0;
			const isFinished = this.config.endsBudgetAt(checkpoint.step);
			await (isFinished || !isAsked ? this.#live.start() : this.#start());
		});
	}

	/** After a failure to open: a new worker, the same backend; goes on with the run where there is one to go on with. */
	async tryAgain(): Promise<void> {
		if (this.run.checkpoint !== undefined) return this.resume();
		this.show.leave();
		this.run.status = { state: 'starting' };
		this.#client.spawn();
		await this.open(this.#device.backend);
	}

	/** Trains in float64 on the CPU, with the smallest preset. */
	async trainOnCpu(): Promise<void> {
		this.show.leave();
		this.run.status = { state: 'starting' };
		this.#client.spawn();
		this.pickPreset(SOFTWARE_PRESET);
		await this.open('reference');
	}

	/** Starts anew with a smaller learning rate, after a run diverged. */
	async restartWithLowerRate(): Promise<void> {
		this.config.lowerRate();
		this.#changed();
		await this.restart(true);
	}

	/** Sets a value by the rule of its schema: at the next start, live, or at once. */
	setValue(key: string, value: ParamValue, text?: string): void {
		if (!this.config.set(key, value, text)) return;
		this.#live.changed(key, value);
		this.#changed();
	}

	pickSpec(kind: SpecKind, id: string): void {
		this.config.pickSpec(kind, id);
		this.#changed();
	}

	pickPreset(id: PresetId): void {
		this.config.pickPreset(id);
		this.isReducedForAdapter = false;
		this.#changed();
	}

	undoPending(): void {
		this.config.undoPending();
		this.#changed();
	}

	#changed(): void {
		this.#isUntouched = false;
		this.#addressBar.write(this.config.link);
		this.#reloadWhenIdle();
	}

	/** Before the first step the page shows facts and measures of the rail's settings, not of what they were. */
	#reloadWhenIdle(): void {
		this.#idle.schedule('reload', () => {
			const { run, config } = this;
			const isGone = run.status.state === 'ready' && run.facts === undefined;
			if (run.isRecorded || run.hasProgress || !(isGone || config.pending.length > 0)) return;
			if (this.isBusy) this.#reloadWhenIdle();
			else if (this.canTrain) void this.restart(false);
		});
	}

	async #exclusively(work: () => Promise<void>): Promise<void> {
		if (this.isBusy) return;
		this.isBusy = true;
		try {
			await work();
		} finally {
			this.isBusy = false;
		}
	}

	async #ensureLoaded(): Promise<boolean> {
		const isStale = !this.run.hasProgress && this.config.pending.length > 0;
		const isLoaded = this.run.facts !== undefined && !this.run.isRecorded;
		if (this.#device.isOpen && isLoaded && !isStale) return true;
		// From a recording, Back leads to the link of before.
		if (this.run.isRecorded) this.#addressBar.push(this.config.link);
		// Going on from a checkpoint was cancelled: it still waits.
		const isKept = this.run.status.state === 'cancelled' && this.run.hasProgress;
		const kept = isKept ? this.run.checkpoint : undefined;
		if (!this.config.canRun || !(await this.#device.ensure())) return false;
		return this.#load(kept);
	}

	async #load(checkpoint?: Checkpoint): Promise<boolean> {
		if (!(await this.#loader.load(checkpoint))) return false;
		if (!this.#isUntouched) this.#addressBar.write(this.config.link);
		this.show.expect();
		return true;
	}

	/** Not awaited: whether `train` answers at once or when the run pauses is the worker's business. */
	async #start(): Promise<void> {
		this.run.wantsTraining = true;
		await this.#live.start();
		void this.#command((remote) => remote.train());
	}

	async #command(command: (remote: RemoteLab) => Promise<void>): Promise<void> {
		const result = await this.#client.command(command);
		if (!result.ok && result.error.code !== 'cancelled') this.run.fail(result.error);
	}
}
