import { decodeLink, type DecodedLink } from '../../../config/url-codec.ts';
import type { ConfigState } from './config.svelte.ts';
import { presetWithout } from './default-presets.ts';
import type { LabParts } from '../lab/lab-parts.ts';
import type { RunState } from '../run/run.svelte.ts';

/** What following a link needs of the page. */
interface LinkParts extends Pick<LabParts, 'addressBar'> {
	readonly config: ConfigState;
	readonly run: RunState;
	/** Ends what needs no yes to be ended. */
	readonly leave: () => void;
	/** The rail has taken over a link while nothing ran. */
	readonly adopted: () => void;
	readonly restart: () => Promise<void>;
}

/** Links that come while the page is open: taken at once, or offered where a run would be lost. */
export class FollowedLinks {
	/** A link that was followed while a run is on; it waits for a yes. */
	offered: DecodedLink | undefined = $state.raw(undefined);
	readonly #parts: LinkParts;

	constructor(parts: LinkParts) {
		this.#parts = parts;
	}

	/** The address changed under the page. */
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
		// The address is then one that can be sent on.
		if (link.notices.some(({ isRepair }) => isRepair)) addressBar.write(config.link);
	}

	/** A button of the page leads to another run: the link of before stays in the history. */
	open(fragment: string): void {
		this.#parts.addressBar.push(fragment.replace(/^#/, ''));
		this.follow(fragment);
	}

	/** The run gives way to the link. */
	async accept(): Promise<void> {
		if (this.offered === undefined) return;
		this.#parts.config.adopt(this.offered);
		this.offered = undefined;
		await this.#parts.restart();
	}

	/** Keeps the run; the address says again what the page shows. */
	decline(): void {
		const { addressBar, config } = this.#parts;
		this.offered = undefined;
		addressBar.write(config.link);
		addressBar.flush();
	}
}
