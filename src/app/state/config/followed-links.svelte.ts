import { decodeLink, type DecodedLink } from '../../../config/url-codec.ts';
import type { ConfigState } from './config.svelte.ts';
import { presetWithout } from './default-presets.ts';
import type { LabParts } from '../lab/lab-parts.ts';
import type { RunState } from '../run/run.svelte.ts';

/** What following a link needs of the page. */
interface LinkParts extends Pick<LabParts, 'addressBar'> {
	readonly config: ConfigState;
	readonly run: RunState;
	/** Ends a replay, which can be ended without asking. */
	readonly leave: () => void;
	/** Called when the rail has taken over a link and no run would be lost. */
	readonly adopted: () => void;
	readonly restart: () => Promise<void>;
}

/**
 * Links that are opened while the page is open. They are followed at once, or offered in a bar
 * where a run would be lost.
 */
export class FollowedLinks {
	/** A link that waits for the user's consent, because following it would discard a run. */
	offered: DecodedLink | undefined = $state.raw(undefined);
	readonly #parts: LinkParts;

	constructor(parts: LinkParts) {
		this.#parts = parts;
	}

	/** Follows a link that was opened or typed into the address bar. */
	follow(fragment: string): void {
		const { addressBar, config, run, leave, adopted } = this.#parts;
		const link = decodeLink(fragment, presetWithout(fragment, run.adapter?.kind));
		leave();
		if (run.hasProgress || run.isActive) {
			this.offered = link;
			return;
		}
		config.adopt(link);
		adopted();
		// Writes the repaired link, so that the address can be shared.
		if (link.notices.some(({ isRepair }) => isRepair)) addressBar.write(config.link);
	}

	/** Follows a link from a button of the page. The old link stays in the browser's history. */
	open(fragment: string): void {
		this.#parts.addressBar.push(fragment.replace(/^#/, ''));
		this.follow(fragment);
	}

	/** Discards the run and starts the offered link. */
	async accept(): Promise<void> {
		if (this.offered === undefined) return;
		this.#parts.config.adopt(this.offered);
		this.offered = undefined;
		await this.#parts.restart();
	}

	/** Keeps the run and writes its link back to the address bar. */
	decline(): void {
		const { addressBar, config } = this.#parts;
		this.offered = undefined;
		addressBar.write(config.link);
		addressBar.flush();
	}
}
