import type { PagePlace } from '../../../config/place.ts';
import type { ConfigState } from '../config/config.svelte.ts';
import { PlaceState } from '../config/place.svelte.ts';
import type { RunState } from '../run/run.svelte.ts';
import type { LabParts } from './lab-parts.ts';

/** The link of the page in the address bar: the settings of the run, and what is shown of it. */
export class LabAddress {
	readonly place: PlaceState;
	/** The link (a fragment without `#`). */
	readonly link: string = $derived.by(() => {
		const { place } = this.place;
		const isRecorded = place.isRecorded || this.namesRecorded;
		return this.#config.linkAt({ ...place, isRecorded });
	});
	/** The page was opened without a link, and the user has not changed the settings. */
	isUntouched: boolean;
	/** The link that opened the page names the recorded run, which was not opened yet. */
	namesRecorded: boolean = $state.raw(false);
	readonly #bar: LabParts['addressBar'];
	readonly #config: ConfigState;

	/** @param place what the link shows with which the page was opened */
	constructor(bar: LabParts['addressBar'], config: ConfigState, run: RunState, place: PagePlace) {
		this.#bar = bar;
		this.#config = config;
		this.isUntouched = bar.read() === '';
		this.namesRecorded = place.isRecorded;
		this.place = new PlaceState(run, () => {
			// Until a device is open, it is not decided which preset an empty link opens.
			if (!this.isUntouched || run.facts !== undefined) this.write();
		});
		this.place.adopt(place);
	}

	/** Takes over what a link shows that was followed. */
	adopt(place: PagePlace): void {
		this.isUntouched = false;
		this.namesRecorded = place.isRecorded;
		this.place.adopt(place);
	}

	/** Writes the link after the settings were changed. A step in it was one of other settings. */
	changed(): void {
		if (this.place.awaitedStep !== undefined) this.place.showStep(undefined);
		this.isUntouched = false;
		this.write();
	}

	/** Writes the link. */
	write(): void {
		this.#bar.write(this.link);
	}

	/** Writes the link of a run that was loaded, unless the page shows what an empty link opens. */
	writeLoaded(): void {
		if (!this.isUntouched || this.link !== this.#config.link) this.write();
	}

	/** Writes the link as a new entry of the history, so that Back leads to the one before. */
	push(link = this.link): void {
		this.#bar.push(link);
	}
}
