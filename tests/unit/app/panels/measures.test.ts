import { expect, test } from 'vitest';
import {
	frequencyLines,
	lossMeasureGroups,
	measureGroups,
	sumLine,
	otherGroups,
	vectorWords,
	wordsOf
} from '../../../../src/app/panels/curves/measures.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { evaluationMetrics } from '../../../../src/engine/core/telemetry.ts';
import { probes } from '../../../../src/engine/probes/index.ts';

const SPLITS = evaluationMetrics([{ id: 'repeating' }, { id: 'distinct' }]);
const NO_PARTS = { config: configOf('quick-start'), testParts: [] };
const scalars = probes.all.flatMap((probe) => probe.scalars.map(({ id }) => id));
const cites = probes.all.map(({ cite }) => cite);
const recorded = [
	...SPLITS,
	...scalars,
	'sum_of_squared_weights:embed.W_E',
	'sum_of_squared_weights:unembed.W_U',
	'some_column'
];
const groupsOf = (columns: readonly string[]) => [
	...lossMeasureGroups({ columns, vectors: [] }, NO_PARTS),
	...measureGroups({ columns, vectors: [] }),
	...otherGroups({ columns })
];

test('every measure is drawn once, with its rule and its paper', () => {
	const groups = groupsOf(recorded);
	const drawn = groups.flatMap(({ lines }) => lines.map(({ column }) => column));
	const measured = drawn.filter((column) => scalars.includes(column));
	expect(measured.toSorted()).toEqual(scalars.toSorted());
	for (const { title, definition, lines } of groups) {
		if (lines.some(({ column }) => scalars.includes(column))) {
			expect(
				cites.some((cite) => definition?.includes(cite)),
				title
			).toBe(true);
		}
	}
});

test('what is drawn together has one unit, the loss on a log axis', () => {
	const units = new Map(probes.all.flatMap((probe) => probe.scalars.map((s) => [s.id, s.unit])));
	for (const { title, values, lines } of groupsOf(recorded)) {
		const own = lines.flatMap(({ column }) => units.get(column) ?? []);
		expect(new Set(own).size, title).toBeLessThanOrEqual(1);
		if (own[0] !== undefined) expect(values, title).toBe(own[0]);
	}
});

test('tensors are members of the chart of their sum', () => {
	const members = groupsOf(recorded).flatMap((group) => group.members.map(({ label }) => label));
	expect(members).toEqual(['embed.W_E', 'unembed.W_U']);
});

test('charts are in the order of their places, and their lines too', () => {
	const vectors = probes.all.flatMap((probe) => (probe.vectors ?? []).map(({ id }) => id));
	const all = { columns: recorded, vectors };
	const words = [...lossMeasureGroups(all, NO_PARTS), ...measureGroups(all)].map(
		({ title, lines }) => [title, ...lines.map(({ label }) => label)]
	);
	// Further probes may bring charts of their own, further down.
	expect(words.slice(0, 6)).toEqual([
		['Progress measures', 'shown', 'never shown', 'restricted', 'excluded'],
		['Explained variance', 'neurons', 'logit variance', 'logit fit'],
		['Gini coefficients', 'W_E', 'W_L'],
		['Sum of squared weights', 'total'],
		['Embedding spectrum', 'top 5', 'entropy'],
		['Cosine coefficient per frequency']
	]);
});

test('a measure per frequency is drawn where it says, at once or by its switch', () => {
	const perFrequency = (vectors: readonly string[]) =>
		[
			...lossMeasureGroups({ columns: ['restricted_loss'], vectors }, NO_PARTS),
			...measureGroups({ columns: [], vectors })
		].flatMap((group) => group.perFrequency);
	expect(perFrequency([])).toEqual([]);
	expect(
		perFrequency(['excluded_by_frequency', 'cosine_coefficient', 'neurons_by_frequency'])
	).toEqual([
		{ id: 'excluded_by_frequency', switch: 'one line per frequency' },
		{ id: 'cosine_coefficient', switch: undefined }
	]);
});

test('the cosines are small charts with their sum, which is their claim', () => {
	const groups = measureGroups({ columns: recorded, vectors: ['cosine_coefficient'] });
	const [cosines, ...others] = groups.filter(({ sum }) => sum !== undefined);
	expect(others).toEqual([]);
	expect(cosines?.title).toBe('Cosine coefficient per frequency');
	expect(cosines?.sum).toContain('the coefficients add up');
	expect(sumLine('cosine_coefficient', [3, 5])).toMatchObject({
		column: 'cosine_coefficient',
		sumOf: [3, 5],
		needsKeys: true
	});
});

test('what nothing recorded is not drawn, and an unknown column still has a name', () => {
	expect(groupsOf(SPLITS)).toEqual([]);
	const [other] = groupsOf(['some_column']);
	expect(other).toMatchObject({ title: 'Some column', definition: undefined });
	expect(wordsOf('some-probe')).toEqual({ title: 'Some probe', definition: undefined });
	expect(vectorWords('some_vector')).toEqual({ title: 'Some vector', definition: undefined });
});

test('a measure per frequency has words, and a line for each frequency', () => {
	for (const { id, label } of probes.all.flatMap(({ vectors = [] }) => vectors)) {
		expect(vectorWords(id).title).toBe(label);
		expect(vectorWords(id).definition).toContain('Nanda et al. 2023');
		const lines = frequencyLines(id, [3, 1]);
		expect(lines.map(({ column, frequency }) => [column, frequency])).toEqual([
			[id, 3],
			[id, 1]
		]);
	}
});

test('the lines of a measure per frequency are told apart by colour, and each names its frequency', () => {
	const lines = frequencyLines('excluded_by_frequency', [43, 25, 9], true);
	expect(new Set(lines.map(({ color }) => color)).size).toBe(3);
	expect(lines.map(({ label }) => label)).toEqual(['k = 43', 'k = 25', 'k = 9']);
	expect(lines[0]?.description).toBe('Excluded loss per frequency, k = 43');
	// A frequency has the colour that it has among the cosines.
	const cosines = frequencyLines('cosine_coefficient', [43, 25, 9]);
	expect(cosines.map(({ color }) => color)).toEqual(lines.map(({ color }) => color));
});
