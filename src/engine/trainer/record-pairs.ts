import { f32, padded, u32 } from '../core/tensor.ts';
import type { IndexList, Tensor } from '../ops/define.ts';
import type { PairClass, ProbeContext } from '../probes/define.ts';
import { decidingEvidence, keySettingSize } from '../probes/key-rule.ts';
import type { ViewedPairs } from '../views/define.ts';
import { classOfPair } from './pair-classes.ts';
import { recordForward, type Recording } from './recording.ts';
import { evaluationGroups } from './split.ts';

/**
 * Pairs evaluated at a time: bounds memory, and does not depend on the replicas. A multiple of 64. Beyond p = 1024 the
 * chunks grow instead of their number, so that a size no adapter holds is refused at once, not after seconds of recording.
 */
const EVALUATION_CHUNK = 4096;
const MOST_CHUNKS = 256;

/** Prefix of the data of the chunk that begins with this pair. */
export const pairPrefix = (start: number): string => `evaluate.${String(start)}.`;

/** The pairs in chunks of bounded size: [first pair, rows]. */
export function evaluationChunks(pairCount: number): readonly (readonly [number, number])[] {
	const size = Math.max(EVALUATION_CHUNK, padded(Math.ceil(pairCount / MOST_CHUNKS)));
	return Array.from({ length: Math.ceil(pairCount / size) }, (_, i) => [
		i * size,
		Math.min(size, pairCount - i * size)
	]);
}

/** Evaluation group of every pair, by replica. */
export function groupData({ graph, sizes, split }: Recording): Tensor {
	return graph.data('evaluate.group', u32(sizes.pairCount), false, (replica) =>
		evaluationGroups(split(replica), sizes.residues)
	);
}

/** Records the forward pass over a chunk of the pairs. @param group of all pairs */
export function recordPairs(
	recording: Recording,
	group: Tensor,
	start: number,
	rows: number
): ViewedPairs {
	const { graph, sizes } = recording;
	const prefix = pairPrefix(start);
	const { logits, targets, activations, batch } = recordForward(recording, {
		prefix,
		rows,
		isShared: true,
		pairs: () => Uint32Array.from({ length: rows }, (_, i) => start + i)
	});
	const lists = new Map<PairClass, IndexList>();
	return {
		start,
		rows,
		logits,
		activations,
		neurons: activations['hidden'],
		targets,
		group: graph.slice(group, `${prefix}group`, start, [rows]),
		classes(by) {
			const known = lists.get(by);
			if (known !== undefined) return known;
			const classOf = classOfPair(sizes, by);
			const list = batch.index(`class.${by}`, sizes.residues, (a, b) => [classOf(a, b)]);
			lists.set(by, list);
			return list;
		}
	};
}

/** What measures and views may record on, the pairs aside. */
export function measureContext(recording: Recording): Omit<ProbeContext, 'pairs'> {
	const { graph, spec, sizes, outputs, flat } = recording;
	const parameter = (name: string) => graph.parameter(name);
	return {
		recorder: graph,
		sizes,
		model: spec.model,
		loss: spec.loss,
		outputs,
		flat,
		parameters: graph.slots.map(({ name }) => parameter(name)),
		role: (name) => parameter(spec.model.roles[name]),
		neuronLogitMap: () => spec.model.neuronLogitMap({ recorder: graph, parameter }),
		constant: (name, shape, fill) =>
			graph.tensors.get(name) ?? graph.data(name, { shape, dtype: 'f32' }, true, fill),
		keyEvidence: decidingEvidence(spec.keyFrequencies.rule),
		setting: (name) =>
			graph.tensors.get(name) ?? graph.state(name, f32(keySettingSize(name, sizes)))
	};
}
