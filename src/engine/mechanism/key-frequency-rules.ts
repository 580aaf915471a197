import { frequencyCount, keyFrequencies, powerPerFrequency } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';

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

/** A frequency is key with at least `ratio` times the uniform share of the power; at most `max` are taken. */
export interface ShareThreshold {
	readonly ratio: number;
	readonly max: number;
}

/**
 * A test on power (or a count) per frequency that a kernel does within an evaluation. What has none is never key. Powers
 * within float32 rounding of the threshold may fall on either side of it.
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
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly needs: Exclude<keyof FrequencyEvidence, 'order'>;
	/** What the visitor may set of it. */
	readonly settings: readonly KeyRuleSetting[];
	/** The same on a device, on what the rule needs. Absent where nothing is measured. */
	readonly onDevice?: (order: number, threshold: ShareThreshold) => DeviceTest;
	/** Key frequencies, strongest first; none where no frequency passes. @throws LabError when what it needs is missing or wrong */
	select(evidence: FrequencyEvidence, threshold: ShareThreshold): readonly number[];
}

const ONE_PERCENT = 0.01;
/** Norms above a quarter of the largest: powers above a sixteenth. */
const QUARTER_SQUARED = 1 / 16;

function needed<Value>(value: Value | undefined, name: KeyFrequencyRule['needs']): Value {
	if (value === undefined) {
		throw new LabError('internal', `key frequencies: expected evidence "${name}", got none`);
	}
	return value;
}

/**
 * Frequencies whose strength passes, strongest first, ties (the sort is stable) to the lower one. Entry i of `strengths`
 * is frequency i + 1.
 */
const strongest = (strengths: ArrayLike<number>, passes: (strength: number) => boolean) =>
	Array.from(strengths, (strength, i) => ({ k: i + 1, strength }))
		.filter(({ strength }) => passes(strength))
		.sort((x, y) => y.strength - x.strength)
		.map(({ k }) => k);

/** @throws LabError `bad-parameter` naming the first that is no frequency of Z_order, or is there twice */
function checkGiven(given: readonly number[], order: number): readonly number[] {
	const last = frequencyCount(order);
	given.forEach((k, i) => {
		if (!Number.isInteger(k) || k < 1 || k > last || given.indexOf(k) !== i) {
			throw new LabError(
				'bad-parameter',
				`key frequencies: expected different whole numbers from 1 to ${String(last)}, got ${given.join(', ')}`
			);
		}
	});
	return given;
}

/** A test that every frequency with any power passes, but for what `test` asks of it. */
const deviceTest = (order: number, test: Partial<DeviceTest> = {}): DeviceTest => ({
	fractionOfTotal: 0,
	countsConstant: false,
	fractionOfMax: 0,
	max: frequencyCount(order),
	...test
});

/** The share rule of decisions.md. */
const shareTest = (order: number, { ratio, max }: ShareThreshold): DeviceTest =>
	deviceTest(order, { fractionOfTotal: ratio / Math.max(1, frequencyCount(order)), max });

function defineRule<const Id extends string>(
	rule: KeyFrequencyRule & { readonly id: Id }
): KeyFrequencyRule & { readonly id: Id } {
	return Object.freeze(rule);
}

const RULES = [
	defineRule({
		id: 'embedding-share',
		label: 'Share of the embedding',
		cite: 'This lab',
		definition:
			"Frequencies with at least 2.5 times the uniform share of the embedding's non-constant Fourier power, at most ten (both adjustable). Usually none at first; the first ones may pass long before the transition.",
		needs: 'embedding',
		settings: ['ratio', 'max'],
		onDevice: shareTest,
		select: ({ embedding }, threshold) =>
			keyFrequencies(powerPerFrequency(needed(embedding, 'embedding')), threshold)
	}),
	defineRule({
		id: 'quarter-of-max',
		label: 'A quarter of the strongest',
		cite: 'TransformerLens, demos/Grokking_Demo.ipynb',
		definition:
			"Frequencies whose norm in the embedding, cosine and sine together, is above a quarter of the strongest one's. Early in training that is nearly every one.",
		needs: 'embedding',
		settings: [],
		onDevice: (order) => deviceTest(order, { fractionOfMax: QUARTER_SQUARED }),
		select({ embedding }) {
			const power = powerPerFrequency(needed(embedding, 'embedding'));
			const largest = power.reduce((max, value) => Math.max(max, value), 0);
			return strongest(power, (value) => value > largest * QUARTER_SQUARED);
		}
	}),
	defineRule({
		id: 'one-percent',
		label: 'One percent of the embedding',
		cite: 'Replications of Nanda et al. 2023',
		definition:
			"Frequencies with at least 1 % of the squared norm of the embedding's rows for the residues, the constant counted in the whole.",
		needs: 'embedding',
		settings: [],
		onDevice: (order) => deviceTest(order, { fractionOfTotal: ONE_PERCENT, countsConstant: true }),
		select({ embedding }) {
			const rows = needed(embedding, 'embedding');
			const total = Array.from(rows).reduce((sum, value) => sum + value, 0);
			if (!(total > 0)) return [];
			return strongest(powerPerFrequency(rows), (value) => value >= ONE_PERCENT * total);
		}
	}),
	defineRule({
		id: 'neurons',
		label: 'Best frequency of any neuron',
		cite: 'Nanda et al. 2023, released code',
		definition:
			'Every frequency that explains some neuron better than all others do, before any threshold; most neurons first. Early in training that is nearly every one. The released loop leaves out the last frequency, this rule does not.',
		needs: 'neuronFrequencies',
		settings: [],
		onDevice: (order) => deviceTest(order),
		select({ order, neuronFrequencies }) {
			const counts = new Float64Array(frequencyCount(order));
			for (const k of Array.from(needed(neuronFrequencies, 'neuronFrequencies'))) {
				if (k > 0) counts[k - 1] = (counts[k - 1] ?? 0) + 1;
			}
			return strongest(counts, (count) => count > 0);
		}
	}),
	defineRule({
		id: 'neuron-logit-map',
		label: 'Share of the neuron-logit map',
		cite: 'Nanda et al. 2023, appendix C.2',
		definition:
			"Frequencies that stand out in W_L = W_out W_U along the logit axis. The paper gives no threshold; here the embedding's share rule is used.",
		needs: 'neuronLogitMap',
		settings: ['ratio', 'max'],
		onDevice: shareTest,
		select: ({ neuronLogitMap }, threshold) =>
			keyFrequencies(powerPerFrequency(needed(neuronLogitMap, 'neuronLogitMap')), threshold)
	}),
	defineRule({
		id: 'given',
		label: 'As listed',
		cite: 'The visitor',
		definition: 'The frequencies that were typed in, whatever the network does.',
		needs: 'given',
		settings: ['given'],
		select: ({ order, given }) => checkGiven(needed(given, 'given'), order)
	})
] as const;

export type KeyFrequencyRuleId = (typeof RULES)[number]['id'];

/** The rules a visitor may choose from; the first is the lab's own. */
export const KEY_FREQUENCY_RULES: readonly (KeyFrequencyRule & {
	readonly id: KeyFrequencyRuleId;
})[] = Object.freeze(RULES);

/** The lab's own rule. */
export const DEFAULT_KEY_FREQUENCY_RULE: KeyFrequencyRuleId = RULES[0].id;

/** @throws LabError `bad-parameter` when there is no such rule */
export function keyFrequencyRule(id: string): KeyFrequencyRule {
	const found = KEY_FREQUENCY_RULES.find((rule) => rule.id === id);
	if (found !== undefined) return found;
	const known = RULES.map((rule) => rule.id).join(', ');
	throw new LabError('bad-parameter', `key_frequency_rule: expected one of ${known}, got "${id}"`);
}
