import { decodeLink } from '../../../config/url-codec.ts';
import type { SpecKind } from '../../../config/schemas.ts';
import type { Backend } from '../../../engine/core/backend.ts';
import type { ParamValue } from '../../../engine/core/param-schema.ts';
import type { Checkpoint } from '../../../engine/core/telemetry.ts';
import type { PresetId } from '../../../presets/index.ts';
import type { DeviceChoice, Result, ViewAnswer, ViewQuestion } from '../../../worker/lab-api.ts';
import type { RemoteLab } from '../../client/worker-connection.ts';
import { ConfigState } from '../config/config.svelte.ts';
import { OPENING_PRESET, pickPresetForAdapter } from '../config/default-presets.ts';
import { FollowedLinks } from '../config/followed-links.svelte.ts';
import { galleryOf } from '../recorded/gallery.svelte.ts';
import { LabAddress } from './lab-address.svelte.ts';
import { LabDevice } from './lab-device.svelte.ts';
import type { LabConnection, LabParts } from './lab-parts.ts';
import { IdleReload } from '../config/idle-reload.ts';
import { LiveParameters } from '../config/live-parameters.ts';
import { Replay } from '../recorded/replay.svelte.ts';
import { RunLoader } from './run-loader.ts';
import { liveRun, type LiveRun } from '../run/labeled-run.ts';

/** The commands of the page: what its buttons do to settings, run, worker and address. */
export class Lab {
	readonly config: ConfigState;
	readonly run: LiveRun;
	readonly replay: Replay;
	readonly links: FollowedLinks;
	readonly device: LabDevice;
	readonly address: LabAddress;
	/** A command is running; others must wait. */
	isBusy = $state.raw(false);
	/** The opening preset was replaced by a smaller one because the adapter is slow. */
	isReducedForAdapter = $state.raw(false);

	/** The rail differs from a run that has progress. */
	readonly needsRestart: boolean = $derived.by(
		() => this.run.hasProgress && this.config.pending.length > 0
	);

	/** Whether a run can train: there is a device, and the settings are valid and not refused. */
	readonly canTrain: boolean = $derived.by(
		() =>
			!this.isBusy &&
			this.config.canRun &&
			this.run.canTrain &&
			(this.run.status.state !== 'failed' || this.config.pending.length > 0) &&
			(this.device.isOpen || !this.run.isRecorded)
	);

	readonly #client: LabConnection;
	readonly #live: LiveParameters;
	readonly #reload: IdleReload;
	readonly #loader: RunLoader;

	constructor({ createClient, addressBar, galleryFiles, prefersReducedMotion }: LabParts) {
		const link = decodeLink(addressBar.read(), OPENING_PRESET);
		this.config = new ConfigState(link);
		this.run = liveRun(this.config, (question) => this.view(question));
		this.address = new LabAddress(addressBar, this.config, this.run, link.place);
		this.#client = createClient({
			message: (message) => {
				if (this.#loader.receive(message)) this.address.write();
			},
			silent: (ms) => {
				this.run.silentMs = ms;
			},
			crashed: (error) => {
				this.device.isOpen = false;
				this.replay.leave();
				this.run.fail(error);
			}
		});
		this.device = new LabDevice(this.#client, this.run, ({ kind }) => {
			if (this.address.isUntouched && pickPresetForAdapter(this.config, kind))
				this.isReducedForAdapter = true;
		});
		this.replay = new Replay({
			client: this.#client,
			config: this.config,
			run: this.run,
			gallery: galleryOf(galleryFiles),
			prefersReducedMotion,
			isIdle: () => !this.isBusy,
			abandonRun: () => {
				this.#loader.abandon();
			},
			address: this.address
		});
		this.links = new FollowedLinks({
			addressBar,
			config: this.config,
			run: this.run,
			address: this.address,
			replay: this.replay,
			adopted: () => {
				this.#reload.schedule();
			},
			restart: () => this.restart()
		});
		this.#live = new LiveParameters(this.#client, this.config, this.run);
		this.#loader = new RunLoader({
			client: this.#client,
			config: this.config,
			run: this.run,
			live: this.#live,
			closeReplay: () => {
				this.replay.close();
			}
		});
		this.#reload = new IdleReload(this);
		this.#client.spawn();
	}

	dispose(): void {
		this.#live.stop();
		this.#reload.cancel();
		this.#client.dispose();
	}

	/** Opens the device and prepares the first run. Without a device, starts the replay. */
	async open(choice: DeviceChoice = 'default'): Promise<void> {
		await this.#exclusively(async () => {
			this.device.choice = choice;
			if (await this.device.open()) await this.#load();
		});
		if (!(await this.replay.openLinked())) this.replay.playWithoutDevice();
	}

	/** Ends the replay: back to a live run, or to the failure that prevents one. */
	leaveReplay(): void {
		this.replay.leave();
		this.#reload.schedule();
	}

	/** Trains. Prepares the run first if it is not loaded. */
	async train(): Promise<void> {
		await this.#exclusively(async () => {
			if (await this.#ensureLoaded()) await this.#start();
		});
	}

	async pause(): Promise<void> {
		this.run.wantsTraining = false;
		await this.#command((remote) => remote.pause());
	}

	/** Ends the worker at once. Preparing is cancelled; a training run fails and can be resumed. */
	endWorker(): void {
		if (!this.run.isOpening) {
			this.#client.end();
			return;
		}
		this.device.isOpen = false;
		this.#client.spawn();
		this.run.fail({ code: 'cancelled', message: '', details: '' });
	}

	/** Does one step and pauses. */
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

	/** Starts again at step 0 with the rail's settings; trains if the run was training. */
	async restart(isTrainingAfter = this.run.isActive): Promise<void> {
		if (!this.config.canRun || this.isBusy) return;
		this.run.wantsTraining = isTrainingAfter;
		await this.#exclusively(async () => {
			if (!(await this.device.ensure())) return;
			if ((await this.#load()) && isTrainingAfter) await this.#start();
		});
	}

	/**
	 * Resumes from the latest checkpoint, in a new worker if necessary. Trains only if training was
	 * requested and the budget is not used up.
	 */
	async resume(): Promise<void> {
		const { checkpoint } = this.run;
		if (checkpoint === undefined) return;
		await this.#exclusively(async () => {
			if (!(await this.device.ensure()) || !(await this.#load(checkpoint))) return;
			const isAsked = this.run.wantsTraining || checkpoint.step > 0;
			const isFinished = this.config.endsBudgetAt(checkpoint.step);
			await (isFinished || !isAsked ? this.#live.start() : this.#start());
		});
	}

	/** After a failure: starts a new worker with the same backend, and resumes if it can. */
	async tryAgain(): Promise<void> {
		if (this.run.checkpoint !== undefined) return this.resume();
		this.replay.leave();
		this.run.status = { state: 'starting' };
		this.#client.spawn();
		await this.open(this.device.choice);
	}

	/** Starts again at step 0 on another device, in a new worker. */
	async changeDevice(choice: DeviceChoice): Promise<void> {
		if (this.isBusy) return;
		this.device.offered = undefined;
		this.replay.leave();
		this.#loader.abandon();
		this.run.clear();
		this.run.status = { state: 'starting' };
		this.#client.spawn();
		await this.open(choice);
	}

	/** Changes the device at once, or once the user agrees if that discards a run. */
	offerDevice(backend: Backend): void {
		if (this.run.hasProgress && !this.run.isRecorded) this.device.offered = backend;
		else void this.changeDevice(backend);
	}

	/** Restarts a diverged run with lower learning rates. */
	async restartWithLowerRates(keys: readonly string[]): Promise<void> {
		this.config.lowerRates(keys);
		this.#changed();
		await this.restart(true);
	}

	/** Sets a value. Its schema says whether it applies at the next start or during the run. */
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
		this.address.changed();
		this.#reload.schedule();
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
		if (this.device.isOpen && isLoaded && !isStale) return true;
		// The link of before the replay stays in the history.
		if (this.run.isRecorded) this.address.push(this.config.link);
		// Resuming was cancelled: the checkpoint is still there.
		const isKept = this.run.status.state === 'cancelled' && this.run.hasProgress;
		const kept = isKept ? this.run.checkpoint : undefined;
		if (!this.config.canRun || !(await this.device.ensure())) return false;
		return this.#load(kept);
	}

	async #load(checkpoint?: Checkpoint): Promise<boolean> {
		if (!(await this.#loader.load(checkpoint))) return false;
		this.address.writeLoaded();
		this.replay.fetchBackdrop();
		return true;
	}

	/** To the step of the link, if any. Not awaited: the worker may answer only when it pauses. */
	async #start(): Promise<void> {
		this.run.wantsTraining = true;
		await this.#live.start();
		const count = this.address.place.beginTraining();
		void this.#command((remote) => (count === undefined ? remote.train() : remote.step(count)));
	}

	async #command(command: (remote: RemoteLab) => Promise<void>): Promise<void> {
		const result = await this.#client.command(command);
		if (!result.ok && result.error.code !== 'cancelled') this.run.fail(result.error);
	}
}
