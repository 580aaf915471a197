/** Everything key rules may read. A rule names in `needs` the part it requires. */
export interface FrequencyEvidence {
	readonly order: number;
	/**
	 * Squared norm of the embedding's Fourier components over the group's elements, by basis row
	 * [order].
	 */
	readonly embedding?: ArrayLike<number>;
	/** Squared norm of W_L's Fourier components along the logit axis, by basis row [order]. */
	readonly neuronLogitMap?: ArrayLike<number>;
	/** The frequency that explains each neuron best [neurons]; 0 for a neuron without one. */
	readonly neuronFrequencies?: ArrayLike<number>;
	/** The frequencies the user entered. */
	readonly given?: readonly number[];
}

/** The part of the evidence that an evaluation measures. */
export type MeasuredEvidence = Omit<FrequencyEvidence, 'order' | 'given'>;
export type EvidenceKind = keyof MeasuredEvidence;

/**
 * A frequency is key if it has at least `ratio` times the uniform share of the power; at most `max`
 * are key.
 */
export interface ShareThreshold {
	readonly ratio: number;
	readonly max: number;
}

/**
 * A test on the power (or count) of each frequency that a kernel runs within an evaluation. A
 * frequency with power 0 is never key. A power within float32 rounding of the threshold may pass or
 * fail.
 */
export interface DeviceTest {
	/** A key frequency has at least this fraction of all power ... */
	readonly fractionOfTotal: number;
	/** ... where all power includes the constant or not ... */
	readonly countsConstant: boolean;
	/** ... and at least this fraction of the largest power. */
	readonly fractionOfMax: number;
	/** At most this many are key: those with the largest power. */
	readonly max: number;
}

/** What the user can set of a rule: the threshold of shares, or the frequencies themselves. */
export type KeyRuleSetting = keyof ShareThreshold | 'given';

/** A rule that decides which frequencies the network computes with. */
export interface KeyFrequencyRule {
	readonly id: string;
	/**
	 * Its position in the list of rules on the page, ascending: that of its line in the registry.
	 */
	readonly place: number;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly needs: Exclude<keyof FrequencyEvidence, 'order'>;
	/** The settings the user can change. */
	readonly settings: readonly KeyRuleSetting[];
	/** The same rule as a test on a device. Absent if the rule measures nothing. */
	readonly onDevice?: (order: number, threshold: ShareThreshold) => DeviceTest;
	/**
	 * The text for the page when no frequency passes.
	 * @param setting gives the text of a setting in force
	 */
	readonly whenNone?: (setting: (name: KeyRuleSetting) => string) => string;
	/**
	 * Key frequencies, strongest first; empty if none passes.
	 * @throws LabError if the evidence it needs is missing or wrong
	 */
	select(evidence: FrequencyEvidence, threshold: ShareThreshold): readonly number[];
}

export function defineKeyRule<const Id extends string>(
	rule: KeyFrequencyRule & { readonly id: Id }
): KeyFrequencyRule & { readonly id: Id } {
	return Object.freeze(rule);
}
