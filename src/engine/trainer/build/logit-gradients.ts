import { LabError } from '../../core/lab-error.ts';
import { f32 } from '../../core/tensor.ts';
import { differentiate } from '../../graph/differentiate.ts';
import type { Batch } from '../../models/define.ts';
import type { Tensor } from '../../ops/define.ts';
import { gatherRows } from '../../ops/rows/gather-rows.ts';
import type { LogitChoice } from '../../probes/define.ts';
import { constantList, listEntries, tokensOf } from './example-batch.ts';
import type { RunGraph } from './run-graph.ts';

const PREFIX = 'gradients.';

/** The examples [a, b, ...] of the choices, where every operand has a row of its own. */
function batchOf({ graph, constants, shape }: RunGraph, count: number): Batch {
	const rest = Array.from({ length: shape.context - 2 }, (_, i) => 2 * count + i);
	const chosen = Uint32Array.from({ length: count }, (_, i) => i);
	const constant = constantList(graph, constants);
	return {
		rows: count,
		index: (name, segments, of, perRow = 1) =>
			graph.indexList(`${PREFIX}${name}`, count * perRow, segments, true, () =>
				listEntries(chosen, perRow, (i) => of(Uint32Array.of(2 * i, 2 * i + 1, ...rest)))
			),
		// Its tables have other sizes than those of the run's examples.
		constant: (name, ...list) => constant(`${PREFIX}${name}`, ...list)
	};
}

/**
 * Gradients of single logits with respect to the embeddings of a and b [2 choices + rest, width].
 * The plain formulation runs on a table with a row for each operand of each choice, so that one
 * backward pass separates them: the uses of a token in other examples, and as the other operand,
 * are other rows.
 */
export function logitGradients(runGraph: RunGraph, choices: readonly LogitChoice[]): Tensor {
	const { graph, spec, shape, outputs, examples } = runGraph;
	const count = choices.length;
	const { embedding } = spec.model.roles(spec.params);
	const rows = 2 * count + shape.context - 2;
	const tokens = graph.indexList(`${PREFIX}tokens`, rows, shape.vocabulary, true, () =>
		Uint32Array.from([
			...choices.flatMap(({ a, b }) => [a, b]),
			...tokensOf(examples(0), shape, 0).subarray(2)
		])
	);
	const table = graph.one(gatherRows, [graph.parameter(embedding), tokens.index], {});
	const [plain] = spec.model.formulations;
	if (plain === undefined) throw new LabError('internal', 'the model has no formulation');
	const { logits } = plain.forward({
		graph,
		params: spec.params,
		shape: { ...shape, vocabulary: rows, classes: 2 * count, examples: count },
		batch: batchOf(runGraph, count),
		constant: (name, size, fill) =>
			graph.tensors.get(name) ?? graph.data(name, f32(...size), true, fill),
		parameter: (name) => (name === embedding ? table : graph.parameter(name))
	});
	const chosen = graph.data(`${PREFIX}chosen`, f32(count, outputs), true, () => {
		const ones = new Float64Array(count * outputs);
		choices.forEach(({ c }, i) => {
			ones[i * outputs + c] = 1;
		});
		return ones;
	});
	const gradient = differentiate(graph, logits, [table], chosen).get(table);
	if (gradient !== undefined) return gradient;
	throw new LabError('internal', 'the logits do not depend on the embedding');
}
