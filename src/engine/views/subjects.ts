import { axis } from '../core/tensor.ts';
import { participation } from '../core/participation.ts';
import { rowSpectrum } from '../mechanism/row-spectrum.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { KeyFrequencyRule } from '../key-rules/define.ts';
import { keyRules } from '../key-rules/index.ts';
import { refuseNoLogitMap, refuseNoNeurons } from '../probes/common-tensors.ts';
import type { BarsPart, ViewRun } from './define.ts';
import { groupOf, refuseStructure } from '../probes/cyclic-group.ts';
import { rowsByElement } from './group-order.ts';

/** Texts by the evidence that the rule in force needs. */
const NO_KEYS: Readonly<Record<KeyFrequencyRule['needs'], string>> = Object.freeze({
	embedding:
		'No key frequency at this step: none stands out in the embedding by the rule in force.',
	neuronLogitMap:
		'No key frequency at this step: none stands out in the neuron-logit map W_L by the rule in force.',
	neuronFrequencies: 'No key frequency at this step: no frequency explains any neuron best.',
	given: 'No key frequency: the rule in force takes the listed frequencies, and the list is empty.'
});

/**
 * The sentence of several views without key frequencies, with the spread of the embedding's power.
 */
export function noKeys({
	keyRule,
	role,
	shape
}: Pick<ViewRun, 'keyRule' | 'role' | 'shape'>): string {
	const { needs } = keyRules.get(keyRule);
	if (needs !== 'embedding') return NO_KEYS[needs];
	const { values, shape: weights } = role('embedding');
	const group = groupOf({ shape });
	const width = axis(weights, 1);
	const norms = rowSpectrum(rowsByElement(group, values, width), group.order, width);
	const spread = participation(norms.map((norm) => norm * norm));
	if (!Number.isFinite(spread)) return NO_KEYS.embedding;
	return `${NO_KEYS.embedding} Its power is spread over about ${String(Math.round(spread))} of ${String(norms.length)} frequencies.`;
}

/** All frequencies, by the norm of the embedding at them, the strongest first. */
export function byStrength({ role, shape }: Pick<ViewRun, 'role' | 'shape'>): readonly number[] {
	const { values, shape: weights } = role('embedding');
	const group = groupOf({ shape });
	const width = axis(weights, 1);
	const norms = rowSpectrum(rowsByElement(group, values, width), group.order, width);
	return [...norms.entries()].sort(([i, x], [j, y]) => y - x || i - j).map(([i]) => i + 1);
}

/** A sentence if there are no frequencies, else undefined. */
export const refuseWithoutFrequencies = ({ shape }: ProbeSubject): string | undefined =>
	refuseStructure(shape.structure);

/** A sentence if the examples are not pairs, else undefined. */
export const refuseWithoutPairs = ({ shape: { pairs } }: ProbeSubject): string | undefined =>
	pairs === undefined
		? 'This task has no table of pairs: its examples are longer sequences of tokens.'
		: undefined;

/** A sentence if there are no neurons or no frequencies, else undefined. */
export const refuseWithoutNeurons = (subject: ProbeSubject): string | undefined =>
	refuseNoNeurons(subject) ?? refuseWithoutFrequencies(subject);

/** A sentence if there is no W_L or there are no frequencies, else undefined. */
export const refuseWithoutLogitMap = (subject: ProbeSubject): string | undefined =>
	refuseNoLogitMap(subject) ?? refuseWithoutFrequencies(subject);

/** Norms by frequency as bars; entry i is frequency i + 1. */
export const frequencyBars = (
	title: string,
	values: Float64Array,
	keys: readonly number[]
): BarsPart => ({
	kind: 'bars',
	title,
	values,
	first: 1,
	label: 'frequency k',
	valueLabel: 'norm',
	highlighted: keys
});
