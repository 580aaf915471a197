import { planBytes } from '../engine/backend/webgpu/check-limits.ts';
import { elementCount } from '../engine/core/tensor.ts';
import type { BuiltRun } from '../engine/trainer/build-run.ts';
import { viewIds } from '../engine/trainer/build-views.ts';
import type { RunFacts } from './lab-api.ts';

/** Plain facts about a run, for the page. */
export function factsOf(built: BuiltRun): RunFacts {
	const { shape, groups } = built;
	const counts = shape.groups.map((_, g) => groups(0).filter((of) => of === g + 1).length);
	return {
		trainPairs: built.trainCount,
		testPairs: shape.examples - built.trainCount,
		mirroredTestPairs: counts[shape.groups.findIndex(({ id }) => id === 'mirrored')] ?? 0,
		groups: shape.groups.map((group, g) => ({ ...group, examples: counts[g] ?? 0 })),
		stepsPerEpoch: built.stepsPerEpoch,
		parameterCount: built.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
		outputs: built.outputs,
		chanceLevel: built.spec.loss.chanceLevel(built.outputs),
		isCommutative: shape.pairs?.isCommutative === true,
		dispatchesPerStep: built.plan.segments.get('train')?.length ?? 0,
		gpuBytes: planBytes(built.plan),
		views: viewIds(built.spec)
	};
}
