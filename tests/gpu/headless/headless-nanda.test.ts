import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { views } from '../../../src/engine/views/index.ts';
import { startLab } from '../../support/runs/lab-process.ts';
import { expectClose, expectLoss, RELATIVE } from '../../support/networks/nanda-bounds.ts';
import { readNandaMeasures } from '../../support/networks/nanda-network.ts';
import { halfUnit, reproductionTable } from '../../support/runs/reproduction-table.ts';
import {
	numbersIn,
	readCard,
	readLastRow,
	readViews,
	type WrittenViews
} from '../../support/runs/run-files.ts';

/**
 * The command of REPRODUCTION.md on PyTorch's network, as a reader runs it. All files that it
 * writes are compared with an independent program in float64. All views with all their draws: some
 * 40 seconds on a quiet SwiftShader, minutes on a busy one.
 */
const TIMEOUT_MS = 400_000;
const NEURONS = 512;

const golden = (file: string) => fileURLToPath(new URL(`../../golden/${file}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-'));
const out = join(folder, 'run');
const measures = readNandaMeasures();
let written: WrittenViews;

beforeAll(async () => {
	const weights = golden('nanda-p113-final.safetensors');
	const split = golden('nanda-p113-final.probes.json');
	const from = ['--init', weights, '--split', split, '--steps', '0', '--views', '--out', out];
	const { code, stderr } = await startLab(['run', 'nanda-2023', '--backend', 'webgpu', ...from])
		.end;
	expect(code, stderr).toBe(0);
	written = readViews(out);
}, TIMEOUT_MS);
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** A table of a view, by its place among the tables. */
function tableOf(id: string, place = 0) {
	const tables = (written.views[id]?.parts ?? []).flatMap((part) =>
		part.kind === 'table' ? [part] : []
	);
	return tables[place]?.rows ?? expect.fail(`${id}: no table ${String(place)}`);
}

/** The numbers of a row by its name. */
const rowOf = (id: string, place: number, name: string): readonly number[] =>
	tableOf(id, place).find((row) => row.name === name)?.values ??
	expect.fail(`${id}: no row "${name}"`);

/** Bars of a view, by their place among the bars; entry i for frequency i + 1 (or bin i). */
function barsOf(id: string, place = 0): readonly number[] {
	const bars = (written.views[id]?.parts ?? []).flatMap((part) =>
		part.kind === 'bars' ? [part] : []
	);
	return bars[place]?.values ?? expect.fail(`${id}: no bars ${String(place)}`);
}

const factOf = (id: string, label: string): number | undefined =>
	written.views[id]?.facts.find((fact) => fact.label === label)?.value;

/** Key frequencies as tables name them. */
const keyNames = () => written.key_frequencies.join(', ');

/** Frequencies with something, as the golden file counts clusters. */
const clustersIn = (counts: readonly number[]) =>
	Object.fromEntries(counts.flatMap((count, i) => (count > 0 ? [[String(i + 1), count]] : [])));

function expectShares(power: readonly number[]): void {
	const total = power.reduce((sum, value) => sum + value, 0);
	expect(power).toHaveLength(Object.keys(measures.power_share).length);
	power.forEach((value, i) => {
		const share = measures.power_share[String(i + 1)] ?? NaN;
		expectClose(`share of ${String(i + 1)}`, value / total, share);
	});
}

test('metrics.csv: every scalar measure', () => {
	const row = readLastRow(out);
	expectLoss('train', row['train_loss'], measures.train_loss_113);
	expectLoss('train, evaluated', row['evaluated_train_loss'], measures.train_loss_113);
	expectLoss('test', row['test_loss'], measures.test_loss_113);
	expectLoss('restricted', row['restricted_loss'], measures.restricted_all);
	expectLoss('restricted, train', row['restricted_train_loss'], measures.restricted_train);
	expectLoss('restricted, test', row['restricted_test_loss'], measures.restricted_test);
	expectLoss('excluded', row['excluded_loss'], measures.excluded_train);
	const single = Math.max(...measures.excluded_single_train);
	expectLoss('excluded, one frequency', row['excluded_single_max'], single);
	expectClose('Gini of W_E', row['gini_embedding'], measures.gini_W_E);
	expectClose('Gini of W_L', row['gini_neuron_logit'], measures.gini_W_L);
	expectClose('squared weights', row['sum_of_squared_weights'], measures.sum_sq);
	expectClose('logit fit', row['logit_fit'], measures.logit_fve_class_centred);
	expect(row).toMatchObject({
		test_accuracy: measures.test_accuracy,
		key_frequency_count: measures.key_frequencies.length,
		explained_neurons: measures.neurons_fve85 / NEURONS
	});
});

test('run.json: key frequencies, and every measure that has a value per frequency', () => {
	const { adapterKind, evaluation } = readCard(out);
	// On the GPU's path, not on the float64 reference.
	expect(['gpu', 'software']).toContain(adapterKind);
	expect(evaluation.key_frequencies.toSorted((x, y) => x - y)).toEqual(measures.key_frequencies);
	expectShares(evaluation.spectra['embedding-spectrum'] ?? []);
	expect(evaluation.by_frequency['excluded_by_frequency']).toHaveLength(
		measures.excluded_single_train.length
	);
	measures.excluded_single_train.forEach((loss, i) => {
		const got = evaluation.by_frequency['excluded_by_frequency']?.[i];
		expectLoss(`without ${String(i + 1)}`, got, loss);
	});
	const clusters = clustersIn(evaluation.by_frequency['neurons_by_frequency'] ?? []);
	expect(clusters).toEqual(measures.neuron_clusters);
});

test('views.json: all views, each with numbers and no holes, and the same key frequencies', () => {
	expect(written.key_frequencies.toSorted((x, y) => x - y)).toEqual(measures.key_frequencies);
	expect(Object.keys(written.views).toSorted()).toEqual(views.ids.toSorted());
	for (const [id, view] of Object.entries(written.views)) {
		const { count, none } = numbersIn(view);
		expect(none, id).toEqual([]);
		expect(count, id).toBeGreaterThan(0);
	}
});

test('views.json: the residual of W_L, and the fits of u_k and v_k', () => {
	const id = 'neuron-logit-map';
	const outside = factOf(id, 'W_L outside the key frequencies');
	expectClose('residual', outside, measures.W_L_residual);
	const centred = factOf(id, 'the same, mean over the answers removed');
	expectClose('residual without the mean', centred, measures.W_L_residual_without_constant);
	const rows = tableOf(id);
	expect(rows).toHaveLength(Object.keys(measures.uv_fve).length);
	for (const { name, values } of rows) {
		const [, k = '', kind = ''] = /k = (\d+): (\w+)/.exec(name) ?? [];
		expectClose(name, values[0], measures.uv_fve[`${kind}_${k}`] ?? NaN);
	}
});

test('views.json: embedding, neurons, logits and answers', () => {
	expectShares(barsOf('embedding').map((norm) => norm ** 2));
	expect(factOf('neurons', 'neurons not explained')).toBe(NEURONS - measures.neurons_fve85);
	expect(clustersIn(barsOf('neurons', 1))).toEqual(measures.neuron_clusters);
	const explained = factOf('answer', 'Logits explained by the cosines');
	expectClose('logits explained', explained, measures.logit_fve_class_centred);
	expect(factOf('truth-table', 'shown, right')).toBe(measures.train_pairs.length);
	expect(factOf('truth-table', 'never shown, right')).toBe(measures.test_pairs.length);
});

test('views.json: losses with frequencies removed from the logits, and kept alone', () => {
	const id = 'ablation-logits';
	for (const place of ['ablation-logits', 'ablation-neurons', 'ablation-paths']) {
		const nothing = place === 'ablation-paths' ? 'nothing switched off' : 'nothing removed';
		const [train, , whole] = rowOf(place, 0, nothing);
		expectLoss(`${place}: train`, train, measures.train_loss_113);
		expectLoss(`${place}: test`, whole, measures.test_loss_113);
	}
	expectLoss('removed, train', rowOf(id, 0, `without ${keyNames()}`)[0], measures.excluded_train);
	expectLoss('kept, train', rowOf(id, 1, `only ${keyNames()}`)[0], measures.restricted_train);
	expectLoss('kept, test', rowOf(id, 1, `only ${keyNames()}`)[2], measures.restricted_test);
	for (const k of measures.key_frequencies) {
		const expected = measures.excluded_single_train[k - 1] ?? NaN;
		expectLoss(`without ${String(k)}`, rowOf(id, 0, `without ${String(k)}`)[0], expected);
	}
});

test('the table of REPRODUCTION.md is what views.json says', () => {
	const keys = keyNames();
	const rows: Readonly<Record<string, readonly number[]>> = {
		nothing: rowOf('ablation-logits', 0, 'nothing removed'),
		'logits, keys removed': rowOf('ablation-logits', 0, `without ${keys}`),
		'logits, keys kept alone': rowOf('ablation-logits', 1, `only ${keys}`),
		'neurons, keys removed': rowOf('ablation-neurons', 0, `without ${keys}`),
		'neurons, keys kept alone': rowOf('ablation-neurons', 1, `only ${keys}`),
		'W_L directions kept': rowOf('ablation-directions', 0, 'only these directions'),
		'W_L directions removed': rowOf('ablation-directions', 0, 'without these directions'),
		'attention zero': rowOf('ablation-paths', 0, 'Attention: zero'),
		'skip around attention zero': rowOf('ablation-paths', 0, 'Skip around attention: zero'),
		'skip around the MLP zero': rowOf('ablation-paths', 0, 'Skip around the MLP: zero')
	};
	const table = reproductionTable('ablation of that network');
	expect(table.map(([name]) => name)).toEqual(Object.keys(rows));
	for (const [name = '', train = '', whole = ''] of table) {
		const [ofTrain = NaN, , ofTest = NaN] = rows[name] ?? [];
		for (const [written, got] of [
			[train, ofTrain],
			[whole, ofTest]
		] as const) {
			const bound = halfUnit(written) + RELATIVE * got;
			expect(Math.abs(got - Number(written)), `${name}: ${written}`).toBeLessThan(bound);
		}
	}
});
