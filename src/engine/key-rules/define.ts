/** What a rule may look at. A rule names in `needs` what it cannot do without. */
export interface FrequencyEvidence {
	readonly order: number;
	/** Squared norm of the embedding's residue rows per Fourier basis row [order]. */
	readonly embedding?: ArrayLike<number>;
	/** Squared norm of W_L per Fourier basis row along its logit axis [order]. */
	readonly neuronLogitMap?: ArrayLike<number>;
	/** The frequency that explains each neuron best, 0 for a neuron without one [neurons]. */
	readonly neuronFrequencies?: ArrayLike<number>;
	/** What the visitor asked for. */
	readonly given?: readonly number[];
}

/** What an evaluation measures for the rules. */
export type MeasuredEvidence = Omit<FrequencyEvidence, 'order' | 'given'>;
export type EvidenceKind = keyof MeasuredEvidence;

/**
 * A frequency is key with at least `ratio` times the uniform share of the power; at most `max` are
 * taken.
 */
export interface ShareThreshold {
	readonly ratio: number;
	readonly max: number;
}

/**
 * A test on power (or a count) per frequency that a kernel does within an evaluation. What has none
 * is never key. Powers within float32 rounding of the threshold may fall on either side of it.
 */
export interface DeviceTest {
	/** At least this fraction of all power ... */
	readonly fractionOfTotal: number;
	/** ... of the constant too, or of the frequencies alone ... */
	readonly countsConstant: boolean;
	/** ... and at least this fraction of the largest. */
	readonly fractionOfMax: number;
	/** Only so many, the largest. */
	readonly max: number;
}

/** What a rule may leave to the visitor: the threshold of shares, or the frequencies themselves. */
export type KeyRuleSetting = keyof ShareThreshold | 'given';

/** One way to say which frequencies the network uses. */
export interface KeyFrequencyRule {
	readonly id: string;
	/**
	 * Its place among the rules that a visitor chooses from, ascending: that of its line in the
	 * registry.
	 */
	readonly place: number;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly needs: Exclude<keyof FrequencyEvidence, 'order'>;
	/** What the visitor may set of it. */
	readonly settings: readonly KeyRuleSetting[];
	/** The same on a device, on what the rule needs. Absent where nothing is measured. */
	readonly onDevice?: (order: number, threshold: ShareThreshold) => DeviceTest;
	/**
	 * What a reader learns where no frequency passes. @param setting the text of a setting in force
	 */
	readonly whenNone?: (setting: (name: KeyRuleSetting) => string) => string;
	/**
	 * Key frequencies, strongest first; none where no frequency passes. @throws LabError when what
	 * it needs is missing or wrong
	 */
	select(evidence: FrequencyEvidence, threshold: ShareThreshold): readonly number[];
}

export function defineKeyRule<const Id extends string>(
	rule: KeyFrequencyRule & { readonly id: Id }
): KeyFrequencyRule & { readonly id: Id } {
	return Object.freeze(rule);
}
