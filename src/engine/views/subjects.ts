import { frequencyCount } from '../core/fourier.ts';
import { LabError } from '../core/lab-error.ts';
import type { CyclicStructure } from '../mechanism/cyclic-structure.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { BarsPart } from './define.ts';

/** What several views say when there is nothing to show. */
export const NO_KEYS =
	'No key frequency yet: none stands out in the embedding by the rule in force.';

/** A sentence where there are no frequencies. */
export function refuseWithoutFrequencies({
	sizes: { structure }
}: ProbeSubject): string | undefined {
	return structure.kind === 'cyclic' && frequencyCount(structure.order) > 0
		? undefined
		: 'This task has no cyclic group, so there are no frequencies.';
}

/** A sentence where there are no neurons to speak of, or no frequencies. */
export function refuseWithoutNeurons(subject: ProbeSubject): string | undefined {
	return subject.model.neurons === undefined
		? 'This model has no layer of neurons.'
		: refuseWithoutFrequencies(subject);
}

/** The group of a task that is not refused. @throws LabError `internal` when it has none */
export function groupOf({ sizes: { structure } }: ProbeSubject): CyclicStructure {
	if (structure.kind === 'cyclic') return structure;
	throw new LabError('internal', 'a view of frequencies: the task has no cyclic group');
}

/** Norms per frequency as bars, entry i for frequency i + 1. */
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
