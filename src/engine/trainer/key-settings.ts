import { frequencyCount } from '../core/fourier.ts';
import type { Session } from '../core/session.ts';
import { keyFrequencyRule, type MeasuredEvidence } from '../mechanism/key-frequency-rules.ts';
import type { KeySetting } from '../probes/define.ts';
import { givenFrequencies, keyRuleValues, type DeviceKeyRule } from '../probes/key-rule.ts';
import type { BuiltRun } from './build-run.ts';
import type { KeyFrequencyChoice } from './run-spec.ts';

function writeSetting(
	run: BuiltRun,
	session: Session,
	name: KeySetting,
	values: (replica: number) => Float64Array
): void {
	// Only there when a probe looks at it.
	if (!run.plan.tensors.has(name)) return;
	const all = Array.from({ length: run.spec.replicas }, (_, r) => [...values(r)]);
	session.write(name, Float64Array.from(all.flat()));
}

/** What the device can decide by itself within an evaluation; undefined for a rule that needs more than the embedding. */
function deviceRule(
	{ rule, ratio, max }: KeyFrequencyChoice,
	order: number
): DeviceKeyRule | undefined {
	const count = Math.max(1, frequencyCount(order));
	const { onDevice } = keyFrequencyRule(rule);
	if (onDevice === 'share-of-total') {
		return { fractionOfTotal: ratio / count, fractionOfMax: 0, max };
	}
	if (onDevice === undefined) return undefined;
	return { fractionOfTotal: 0, fractionOfMax: 1 / 16, max: count };
}

/**
 * Key frequencies by this choice, strongest first; none where the evidence is not there (yet).
 * @throws LabError `bad-parameter` when listed ones are no frequencies
 */
export function selectKeyFrequencies(
	choice: KeyFrequencyChoice,
	order: number,
	evidence: MeasuredEvidence
): readonly number[] {
	const rule = keyFrequencyRule(choice.rule);
	const all = { ...evidence, order, given: choice.given };
	return all[rule.needs] === undefined ? [] : rule.select(all, choice);
}

/**
 * Measures of the next enqueued evaluations take these key frequencies. Rules that look at the embedding alone are
 * decided within an evaluation; the others, while a run is on, from the evidence of the last one that was read.
 * @param evidence by replica
 */
export function writeKeyFrequencies(
	run: BuiltRun,
	session: Session,
	choice: KeyFrequencyChoice,
	evidence: readonly MeasuredEvidence[]
): void {
	const { residues } = run.sizes;
	const rule = deviceRule(choice, residues);
	const values = keyRuleValues(rule ?? { fractionOfTotal: 1, fractionOfMax: 1, max: 0 });
	writeSetting(run, session, 'key.rule', () => values);
	writeSetting(run, session, 'key.given', (r) => {
		const given = rule ? undefined : selectKeyFrequencies(choice, residues, evidence[r] ?? {});
		return givenFrequencies(residues, given);
	});
}

/** Measures of the next enqueued evaluations take these, whatever the weights say. */
export function giveKeyFrequencies(
	run: BuiltRun,
	session: Session,
	frequencies: readonly number[]
): void {
	const values = givenFrequencies(run.sizes.residues, frequencies);
	writeSetting(run, session, 'key.given', () => values);
}
