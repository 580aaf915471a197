import { planBytes } from '../engine/backend/webgpu/check-limits.ts';
import { elementCount } from '../engine/core/tensor.ts';
import type { BuiltRun } from '../engine/trainer/build-run.ts';
import { viewIds } from '../engine/trainer/build-views.ts';
import { evaluationGroups, GROUPS } from '../engine/trainer/split.ts';
import type { RunFacts } from './lab-api.ts';

/** Plain facts about a run, for the page. */
export function factsOf(built: BuiltRun): RunFacts {
	const groups = evaluationGroups(built.split(0), built.sizes.residues);
	return {
		trainPairs: built.trainCount,
		testPairs: built.sizes.pairCount - built.trainCount,
		mirroredTestPairs: groups.filter((group) => group === GROUPS.mirrored).length,
		parameterCount: built.parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0),
		outputs: built.outputs,
		chanceLevel: built.spec.loss.chanceLevel(built.outputs),
		isCommutative: built.sizes.isCommutative,
		dispatchesPerStep: built.plan.segments.get('train')?.length ?? 0,
		gpuBytes: planBytes(built.plan),
		views: viewIds(built.spec)
	};
}
