import type { Session } from '../../core/session.ts';
import type { DeviceTest, MeasuredEvidence } from '../../key-rules/define.ts';
import { keyRules } from '../../key-rules/index.ts';
import type { KeySetting } from '../../probes/define.ts';
import { frequencyOrder } from '../../probes/cyclic-group.ts';
import { decidingEvidence, givenFrequencies, keyRuleValues } from '../../probes/key-rule.ts';
import type { TaskShape } from '../../tasks/define.ts';
import type { BuiltRun } from '../build/build-run.ts';
import type { KeyFrequencyChoice } from '../run-spec.ts';

function writeSetting(
	run: BuiltRun,
	session: Session,
	name: KeySetting,
	values: (replica: number) => Float64Array
): void {
	// The plan has the tensor only if a probe reads it.
	if (!run.plan.tensors.has(name)) return;
	const all = run.spec.replicas.map((_, r) => [...values(r)]);
	session.write(name, Float64Array.from(all.flat()));
}

/**
 * The test by which the device selects key frequencies during an evaluation. Undefined if the rule
 * has no such test, or reads other evidence than the rule that the run was built with.
 */
function deviceTest(
	{ spec, shape }: BuiltRun,
	{ rule, ...threshold }: KeyFrequencyChoice
): DeviceTest | undefined {
	const { needs, onDevice } = keyRules.get(rule);
	const isBuilt = needs === decidingEvidence(spec.keyFrequencies.rule);
	return isBuilt ? onDevice?.(frequencyOrder(shape), threshold) : undefined;
}

/**
 * Key frequencies by this choice, strongest first; none where the evidence is not there (yet).
 * @throws LabError `bad-parameter` when listed ones are no frequencies
 */
export function selectKeyFrequencies(
	choice: KeyFrequencyChoice,
	shape: TaskShape,
	evidence: MeasuredEvidence
): readonly number[] {
	const rule = keyRules.get(choice.rule);
	const all = { ...evidence, order: frequencyOrder(shape), given: choice.given };
	return all[rule.needs] === undefined ? [] : rule.select(all, choice);
}

/**
 * Sets the key frequencies of the next enqueued evaluations. The device itself applies the rule
 * that the run was built with, and rules that read the same evidence. Any other rule is applied
 * here, to the evidence of the last evaluation that was read.
 * @param evidence by replica
 */
export function writeKeyFrequencies(
	run: BuiltRun,
	session: Session,
	choice: KeyFrequencyChoice,
	evidence: readonly MeasuredEvidence[]
): void {
	const order = frequencyOrder(run.shape);
	const test = deviceTest(run, choice);
	if (test !== undefined) {
		const values = keyRuleValues(test);
		writeSetting(run, session, 'key.rule', () => values);
	}
	writeSetting(run, session, 'key.given', (r) => {
		const given = test ? undefined : selectKeyFrequencies(choice, run.shape, evidence[r] ?? {});
		return givenFrequencies(order, given);
	});
}

/** Measures of the next enqueued evaluations take these, whatever the weights say. */
export function giveKeyFrequencies(
	run: BuiltRun,
	session: Session,
	frequencies: readonly number[]
): void {
	const values = givenFrequencies(frequencyOrder(run.shape), frequencies);
	writeSetting(run, session, 'key.given', () => values);
}
