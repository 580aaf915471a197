import type { NumericArray } from '../../src/engine/core/tensor.ts';
import type { AdapterKind } from '../../src/engine/ops/define.ts';
import { buildViews } from '../../src/engine/trainer/inspect/build-views.ts';
import { LoadedViews, type ViewRequest } from '../../src/engine/trainer/inspect/loaded-views.ts';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import type { ViewData, ViewFact, ViewPart } from '../../src/engine/views/define.ts';
import { directNetwork, type DirectNetwork } from './oracles/direct-network.ts';
import { buildCase, CHUNKED_CASE, weightsOf, type ProbeCase } from './probe-cases.ts';
import { toyRun } from './runs/run-spec.ts';
import { openReference, type OpenSession } from './runs/toy-training.ts';

/** A request of a view; controls that are not given have their defaults. */
export type Look = (id: string, request?: Partial<Omit<ViewRequest, 'id'>>) => Promise<ViewData>;

export interface OpenedViews {
	readonly look: Look;
	readonly ids: readonly string[];
	dispose(): void;
}

interface OpenOptions {
	readonly open?: OpenSession;
	readonly adapterKind?: AdapterKind;
	/** Ids of the views that are built; all without it. */
	readonly wanted?: readonly string[];
}

/** Views of weights [P]. */
export async function openViews(
	spec: RunSpec,
	weights: NumericArray,
	{ open = openReference, adapterKind = 'software', wanted }: OpenOptions = {}
): Promise<OpenedViews> {
	const built = buildViews(spec, { adapterKind }, wanted);
	const loaded = new LoadedViews(built, await open(built.plan));
	loaded.setWeights(weights);
	return {
		look: (id, request = {}) => loaded.view({ id, controls: {}, keyFrequencies: [], ...request }),
		ids: loaded.ids,
		dispose: () => {
			loaded.dispose();
		}
	};
}

/**
 * Networks that views look at: both models, odd and even orders, sum and difference, one and two
 * chunks of pairs.
 */
export const VIEW_CASES: readonly ProbeCase[] = [
	{ model: 'one-layer-transformer', task: 'modular-addition', p: 7, planted: undefined },
	{ model: 'one-layer-transformer', task: 'modular-subtraction', p: 6, planted: 2 },
	{ model: 'quadratic-mlp', task: 'modular-subtraction', p: 7, planted: 3 },
	{ model: 'quadratic-mlp', task: 'modular-addition', p: 12, planted: undefined }
]
	.map(({ model, task, p, planted }): ProbeCase => ({
		title: `${model}, ${task}, p = ${String(p)}`,
		toy: { model, task, params: { p } },
		planted
	}))
	.concat(CHUNKED_CASE);

export const specOf = ({ toy }: ProbeCase): RunSpec => toyRun({ ...toy, replicas: 1 });

/** Weights of a case, and what its network computes by plain loops. */
export function networkOf(viewCase: ProbeCase): {
	readonly weights: Float64Array;
	readonly network: DirectNetwork;
} {
	const run = buildCase(viewCase);
	const weights = weightsOf(viewCase, run, 0);
	return { weights, network: directNetwork(run, weights, 0) };
}

/** A part by its kind and place among those of its kind. @throws Error when there is none */
export function partOf<Kind extends ViewPart['kind']>(
	{ parts }: ViewData,
	kind: Kind,
	place = 0
): Extract<ViewPart, { readonly kind: Kind }> {
	const isKind = (part: ViewPart): part is Extract<ViewPart, { readonly kind: Kind }> =>
		part.kind === kind;
	const part = parts.filter(isKind)[place];
	if (part === undefined)
		throw new Error(`no ${kind} ${String(place)} among ${String(parts.length)} parts`);
	return part;
}

/** The value of a fact. @throws Error when there is none */
export function factOf({ facts }: ViewData, label: string): number {
	const fact = facts.find((candidate: ViewFact) => candidate.label === label);
	if (fact === undefined) throw new Error(`no fact "${label}"`);
	return fact.value;
}

/** cos and sin of frequency k over 0 .. n - 1, amplitude 1. */
export const wave = (order: number, k: number, kind: 'cos' | 'sin'): Float64Array =>
	Float64Array.from({ length: order }, (_, t) => Math[kind]((2 * Math.PI * k * t) / order));

/** Column j of a row-major matrix. */
export const columnOf = (matrix: ArrayLike<number>, columns: number, j: number): Float64Array =>
	Float64Array.from(
		{ length: matrix.length / columns },
		(_, row) => matrix[row * columns + j] ?? NaN
	);
