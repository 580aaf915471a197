/** Something that a story offers to do. */
export type StoryOffer =
	| {
			readonly label: string;
			/** Fragment of another run, with its `#`. `lab.links.open` starts it here. */
			readonly link: string;
	  }
	| { readonly label: string; readonly act: () => void };

/** What the page says about a run at the shown step. */
export interface Story {
	/** One sentence. It changes rarely enough for a live region that is read aloud. */
	readonly headline: string;
	/** An estimate, or what to watch. Its numbers may change with every frame; may be empty. */
	readonly detail: string;
	readonly offers: readonly StoryOffer[];
}
