import { expect, test } from 'vitest';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference } from '../../support/runs/toy-training.ts';

/** S_3 in lexicographic order. */
const ELEMENTS = ['012', '021', '102', '120', '201', '210'].map((word) => [...word].map(Number));
const CHARACTERS: Readonly<Record<string, (x: readonly number[]) => number>> = {
	'3': () => 1,
	'2+1': (x) => x.filter((value, i) => value === i).length - 1,
	// Three cycles and the identity are even: the others fix exactly one place.
	'1+1+1': (x) => (x.filter((value, i) => value === i).length === 1 ? -1 : 1)
};
const N = ELEMENTS.length;
const WIDTH = 5;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const dot = (x: readonly number[], y: readonly number[]) =>
	total(x.map((value, i) => value * (y[i] ?? NaN)));

const composed = {
	'right-first': (a: readonly number[], b: readonly number[]) => b.map((i) => a[i] ?? NaN),
	'left-first': (a: readonly number[], b: readonly number[]) => a.map((i) => b[i] ?? NaN)
};
const indexOf = (x: readonly number[]) => ELEMENTS.findIndex((own) => own.join() === x.join());

async function measure(composition: keyof typeof composed) {
	const switchedOff = probes.ids.filter((id) => id !== 'irrep-traces');
	const task = 'permutation-composition';
	const params = { n_permuted: 3, composition, d_mlp: WIDTH };
	const run = buildRun(toyRun({ task, model: 'quadratic-mlp', params, switchedOff }), {
		isEvaluationOnly: true
	});
	const flat = new Float64Array(run.plan.parameterElements);
	const weights = new Map(
		run.plan.parameters.map(({ name, offset }, i) => {
			const values = randomValues(i + 8, N * WIDTH);
			flat.set(values, offset);
			return [name, values] as const;
		})
	);
	const at = (name: string, i: number) => weights.get(name)?.[i] ?? NaN;
	const logits = range(N * N).flatMap((pair) =>
		range(N).map((c) =>
			total(
				range(WIDTH).map((k) => {
					const [a, b] = [Math.floor(pair / N), pair % N];
					return (at('U', a * WIDTH + k) + at('V', b * WIDTH + k)) ** 2 * at('W', k * N + c);
				})
			)
		)
	);
	const [row] = await evaluateOnce(run, openReference, () => flat);
	const embedding = range(N).map((a) => range(WIDTH).map((k) => at('U', a * WIDTH + k)));
	return { columns: row?.columns ?? expect.fail('no evaluation'), logits, embedding };
}

test.each(['right-first', 'left-first'] as const)(
	'similarity, restricted loss and shares are their definitions over all triples: %s',
	async (composition) => {
		const { columns, logits, embedding } = await measure(composition);
		const compose = composed[composition];
		const triples = range(N ** 3).map((i) =>
			[Math.floor(i / N ** 2), Math.floor(i / N) % N, i % N].map((x) => ELEMENTS[x] ?? [])
		);
		const centred = range(N * N).flatMap((pair) => {
			const own = logits.slice(pair * N, (pair + 1) * N);
			return own.map((value) => value - total(own) / N);
		});
		const traces = Object.entries(CHARACTERS).map(([id, character]) => ({
			id,
			trace: triples.map(([a = [], b = [], c = []]) =>
				character(
					compose(
						compose(a, b),
						c.map((_, i) => c.indexOf(i))
					)
				)
			)
		}));
		const similarities = traces.map(({ id, trace }) => {
			const cosine = dot(trace, centred) / Math.sqrt(dot(trace, trace) * dot(centred, centred));
			expect(columns[`irrep_similarity:${id}`], id).toBeCloseTo(cosine, 10);
			return cosine;
		});
		expect(columns['irrep_similarity']).toBeCloseTo(Math.max(...similarities), 10);
		const keys = traces.filter((_, r) => (similarities[r] ?? NaN) > 0.005);
		expect(keys.length).toBeGreaterThan(0);
		expect(columns['key_irrep_count']).toBe(keys.length);
		const restricted = centred.map((_, i) =>
			total(keys.map(({ trace }) => ((trace[i] ?? NaN) * dot(trace, centred)) / dot(trace, trace)))
		);
		const losses = range(N * N).map((pair) => {
			const own = restricted.slice(pair * N, (pair + 1) * N);
			const [a = [], b = []] = [ELEMENTS[Math.floor(pair / N)], ELEMENTS[pair % N]];
			const answer = indexOf(compose(a, b));
			return Math.log(total(own.map(Math.exp))) - (own[answer] ?? NaN);
		});
		expect(columns['irrep_restricted_loss']).toBeCloseTo(total(losses) / N ** 2, 10);
		const whole = total(embedding.flat().map((x) => x * x));
		const along = (character: (x: readonly number[]) => number) =>
			total(
				range(WIDTH).map(
					(k) =>
						total(embedding.map((row, x) => (row[k] ?? NaN) * character(ELEMENTS[x] ?? []))) ** 2
				)
			) /
			N /
			whole;
		const [trivial, sign] = ['3', '1+1+1'].map((id) => along(CHARACTERS[id] ?? (() => NaN)));
		expect(columns['irrep_embedding_share:3']).toBeCloseTo(trivial ?? NaN, 10);
		expect(columns['irrep_embedding_share:1+1+1']).toBeCloseTo(sign ?? NaN, 10);
		const rest = 1 - (trivial ?? NaN) - (sign ?? NaN);
		expect(columns['irrep_embedding_share:2+1']).toBeCloseTo(rest, 10);
	}
);
