import { describe, expect, test } from 'vitest';
import { keyRules } from '../../../src/engine/key-rules/index.ts';
import { allLogits } from '../../support/oracles/ablation-oracle.ts';
import { answers } from '../../support/oracles/mechanism-oracle.ts';
import { networkOf, openViews, partOf, specOf, VIEW_CASES } from '../../support/view-cases.ts';

const SIGNS = { 'modular-addition': '+', 'modular-subtraction': '−' };

describe.each(VIEW_CASES.map((viewCase) => [viewCase.title, viewCase] as const))(
	'%s',
	(_, viewCase) => {
		const spec = specOf(viewCase);
		const { weights, network } = networkOf(viewCase);
		const { order } = network.structure;
		const targets = answers(network.structure);
		const logits = allLogits(spec, network);
		const outputs = logits.length / targets.length;
		const isTrain = new Set(network.train);

		test('an answer in words: what is asked, what is said, what is next, what is right, of which split', async () => {
			const { look, dispose } = await openViews(spec, weights, { wanted: ['answer'] });
			const last = order ** 2 - 1;
			for (const pair of [0, 1, order + 2, Math.floor(last / 2), last - 1, last]) {
				const [a, b] = [Math.floor(pair / order), pair % order];
				const row = logits.subarray(pair * outputs, (pair + 1) * outputs);
				const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
				const [first, second] = [...row.entries()].sort((x, y) => y[1] - x[1]);
				const [said, logit] = first ?? [NaN, NaN];
				const [next, nextLogit] = second ?? [NaN, NaN];
				const named = (token: number, of: number) => {
					const rounded = Math.round((100 * Math.exp(of)) / total);
					const percent = { 0: '<\u202f1', 100: '>\u202f99' }[rounded] ?? String(rounded);
					return `${token === order ? '=' : String(token)} (${percent}\u202f%)`;
				};
				const right = targets[pair] ?? NaN;
				const sign = Object.entries(SIGNS).find(([id]) => id === spec.task.id)?.[1];
				const { summary } = await look('answer', { controls: { a, b } });
				expect(summary).toBe(
					`${String(a)} ${String(sign)} ${String(b)} mod ${String(order)}: ` +
						`says ${named(said, logit)}, next ${named(next, nextLogit)}. ` +
						`${said === right ? 'Right' : `Wrong, it is ${String(right)}`}; ` +
						`was ${isTrain.has(pair) ? '' : 'never '}shown.`
				);
			}
			dispose();
		});

		test('the truth table opens that view for its cells', async () => {
			const { look, ids, dispose } = await openViews(spec, weights);
			for (const place of [0, 1]) {
				const { opens, picks = [] } = partOf(await look('truth-table'), 'grid', place);
				expect(ids).toContain(opens);
				const controls = Object.fromEntries(picks.map((key) => [key, 2]));
				expect((await look(opens ?? '', { controls })).summary).toMatch(/^2 [+−] 2 mod /);
			}
			dispose();
		});
	}
);

describe('few frequencies', () => {
	const [viewCase] = VIEW_CASES;
	if (viewCase === undefined) throw new Error('no case');
	const spec = specOf(viewCase);
	const { weights } = networkOf(viewCase);
	const noteOf = async (id: string, keyFrequencies: readonly number[]) => {
		const { look, dispose } = await openViews(spec, weights, { wanted: [id] });
		const { nothing } = await look(id, { keyFrequencies });
		dispose();
		return nothing;
	};

	test.each(['ablation-logits', 'ablation-neurons'])(
		'%s: a control that cannot be drawn is missed with its reason',
		async (id) => {
			expect(await noteOf(id, [1])).toBeUndefined();
			expect(await noteOf(id, [1, 3])).toBe(
				'There is no row with 2 random others: only 1 other frequency exists.'
			);
			expect(await noteOf(id, [1, 2, 3])).toBe(
				'There is no row with 3 random others: no other frequency exists. ' +
					'There is no row with 1 random other: no other frequency exists.'
			);
		}
	);

	test('without key frequencies a view says what the rule in force looks at', async () => {
		const { look, dispose } = await openViews(spec, weights, { wanted: ['embedding'] });
		const sentences = new Map<string, string | undefined>();
		for (const { id, needs } of keyRules.all) {
			const { nothing } = await look('embedding', { keyRule: id });
			expect(nothing).toMatch(/^No key frequency/);
			// Rules with the same evidence have the same text.
			expect(sentences.get(needs) ?? nothing).toBe(nothing);
			sentences.set(needs, nothing);
		}
		expect(new Set(sentences.values()).size).toBe(sentences.size);
		expect(sentences.get('embedding')).toContain('in the embedding');
		// Without a control value the rule is that of the run.
		expect((await look('embedding')).nothing).toBe(sentences.get('embedding'));
		dispose();
	});
});
