import { planBytes } from '../engine/backend/webgpu/check-limits.ts';
import { elementCount } from '../engine/core/tensor.ts';
import type { ProbeSubject } from '../engine/probes/define.ts';
import { probes } from '../engine/probes/index.ts';
import type { BuiltRun } from '../engine/trainer/build/build-run.ts';
import { viewIds } from '../engine/trainer/inspect/build-views.ts';
import { subjectOf } from '../engine/trainer/run-spec.ts';
import type { Pace } from '../engine/trainer/train/work-timing.ts';
import { views } from '../engine/views/index.ts';
import type { RunFacts } from './lab-api.ts';
import { stepsPerSecond } from './pace.ts';

/** Why none of the spectra has a meaning; undefined where one has. */
function withoutSpectrum(subject: ProbeSubject): string | undefined {
	const spectra = probes.all.filter(({ view }) => view === 'spectrum');
	const reasons = spectra.flatMap(({ refuse }) => refuse(subject) ?? []);
	return reasons.length < spectra.length ? undefined : [...new Set(reasons)].join(' ');
}

/** Plain facts about a run, for the page. @param pace as timed on its device */
export function factsOf(
	built: BuiltRun,
	deviceBytes = planBytes(built.plan),
	pace?: Pace
): RunFacts {
	const { shape, groups } = built;
	const subject = subjectOf(built);
	const groupOfExample = groups(0);
	const isTrain = Uint8Array.from(groupOfExample, (group) => Number(group === 0));
	const counts = shape.groups.map((_, g) => groupOfExample.filter((of) => of === g + 1).length);
	return {
		trainExamples: built.trainCount,
		testExamples: shape.examples - built.trainCount,
		groups: shape.groups.map((group, g) => ({ ...group, examples: counts[g] ?? 0 })),
		stepsPerEpoch: built.stepsPerEpoch,
		parameterCount: built.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
		outputs: built.outputs,
		chanceLevel: built.spec.loss.chanceLevel(built.outputs),
		dispatchesPerStep: built.plan.segments.get('train')?.length ?? 0,
		deviceBytes,
		expectedStepsPerSecond: pace && stepsPerSecond(pace, built.spec),
		views: viewIds(built.spec),
		refusedViews: views.all.flatMap(({ id, refuse }) => {
			const reason = refuse(subject);
			return reason === undefined ? [] : [{ id, reason }];
		}),
		viewDefaults: Object.fromEntries(
			views.all.flatMap(({ id, defaults }) =>
				defaults === undefined ? [] : [[id, defaults({ shape, isTrain })]]
			)
		),
		withoutSpectrum: withoutSpectrum(subject)
	};
}
