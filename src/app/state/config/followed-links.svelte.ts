import { decodeLink, type DecodedLink } from '../../../config/url-codec.ts';
import { differences } from './config-differences.ts';
import type { ConfigState } from './config.svelte.ts';
import { presetWithout } from './default-presets.ts';
import type { LabAddress } from '../lab/lab-address.svelte.ts';
import type { LabParts } from '../lab/lab-parts.ts';
import type { Replay } from '../recorded/replay.svelte.ts';
import type { RunState } from '../run/run.svelte.ts';

/** What following a link needs of the page. */
interface LinkParts extends Pick<LabParts, 'addressBar'> {
	readonly config: ConfigState;
	readonly run: RunState;
	readonly address: LabAddress;
	/** A replay can be ended without asking. */
	readonly replay: Pick<Replay, 'leave' | 'openLinked'>;
	/** Called when the rail has taken over a link and no run would be lost. */
	readonly adopted: () => void;
	readonly restart: () => Promise<void>;
}

/**
 * Links that are opened while the page is open. They are followed at once, or offered in a bar
 * where a run would end.
 */
export class FollowedLinks {
	/** A link that waits for the user's consent, because following it would end a run. */
	offered: DecodedLink | undefined = $state.raw(undefined);
	readonly #parts: LinkParts;

	constructor(parts: LinkParts) {
		this.#parts = parts;
	}

	/** Follows a link that was opened or typed into the address bar. */
	follow(fragment: string): void {
		const { address, config, run, replay, adopted } = this.#parts;
		const link = decodeLink(fragment, presetWithout(fragment, run.adapter?.kind));
		if (this.#isOfThisRun(link)) {
			address.place.adopt(link.place);
			config.notices = link.notices;
			config.unknown = link.unknown;
			return;
		}
		replay.leave();
		if (run.hasProgress || run.isActive) {
			this.offered = link;
			return;
		}
		config.adopt(link);
		address.adopt(link.place);
		if (link.place.isRecorded) void replay.openLinked();
		else adopted();
		// Writes the repaired link, so that the address can be shared.
		if (link.notices.some(({ isRepair }) => isRepair)) address.write();
	}

	/** Whether a link differs from the present one only in what the page shows. */
	#isOfThisRun({ config: linked, preset, place }: DecodedLink): boolean {
		const { config, run } = this.#parts;
		return (
			run.isRecorded === place.isRecorded &&
			config.started !== undefined &&
			config.startedPresetId === preset &&
			config.pending.length === 0 &&
			differences(linked, config.started).length === 0
		);
	}

	/**
	 * Starts the run of a link on the page, as "New run" does with the settings in the rail:
	 * without a question, and on the tab and axis that are shown. The old link stays in the
	 * browser's history.
	 */
	async open(fragment: string): Promise<void> {
		const { addressBar, address, config, run, replay, adopted, restart } = this.#parts;
		addressBar.push(fragment.replace(/^#/, ''));
		this.offered = undefined;
		replay.leave();
		config.adopt(decodeLink(fragment, presetWithout(fragment, run.adapter?.kind)));
		// The step of the link that opened the page belongs to any run.
		address.place.showStep(undefined);
		address.changed();
		if (run.hasProgress || run.isActive) await restart();
		else adopted();
	}

	/** Ends the run, whose curves are kept, and starts the offered link. */
	async accept(): Promise<void> {
		if (this.offered === undefined) return;
		this.#parts.config.adopt(this.offered);
		this.#parts.address.place.adopt(this.offered.place);
		this.offered = undefined;
		await this.#parts.restart();
	}

	/** Keeps the run and writes its link back to the address bar. */
	decline(): void {
		const { addressBar, address } = this.#parts;
		this.offered = undefined;
		address.write();
		addressBar.flush();
	}
}
