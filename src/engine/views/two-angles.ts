import { elementOf, residueOf } from '../mechanism/cyclic-structure.ts';
import {
	addAngles,
	directionOf,
	heldOutAngles,
	type PlanePoint
} from '../mechanism/held-out-angle.ts';
import { unitCircle } from '../mechanism/unit-circle.ts';
import { int } from '../core/param-schema.ts';
import { cos as cosine } from '../core/portable-waves.ts';
import { axis } from '../core/tensor.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { chosenFrequencies, frequencyControls } from './ablation-sets.ts';
import { numberControl } from './control-values.ts';
import { defineView, type DialPart, type ViewRun } from './define.ts';
import { pairsOf, rowsByElement } from './group-order.ts';
import { operandControls, operandsAt, pairIn, unseenOperands } from './pair-controls.ts';
import { byStrength, refuseWithoutFrequencies, refuseWithoutPairs } from './subjects.ts';
import { anotherOf, showingOf, unseenPairs } from './unseen-pairs.ts';

/** Circles that one execution of the segment computes. */
const MOST = 10;
/** Fewer key frequencies are joined by the strongest others, so that circles do not come and go. */
const LEAST = 3;
/** Degrees between two hands that are said to meet; by chance one of twelve is as close. */
const MEETS_WITHIN = 15;
/** Shares of pairs above chance, of what is left to 1, from which angles are said to add up. */
const ADDS_UP = 0.6;
const BEGINS = 0.15;

/**
 * The frequencies whose circles are drawn: those in the control, or else the key frequencies and,
 * if these are few, the strongest others of the embedding.
 * @returns them, and how many of the first are chosen or key frequencies
 */
function circlesOf(run: ViewRun): {
	readonly frequencies: readonly number[];
	readonly keys: number;
} {
	const chosen = chosenFrequencies(run).slice(0, MOST);
	if (chosen.length >= LEAST || run.controls['frequencies'] !== '') {
		return { frequencies: chosen, keys: chosen.length };
	}
	const others = byStrength(run).filter((k) => !chosen.includes(k));
	return { frequencies: [...chosen, ...others].slice(0, LEAST), keys: chosen.length };
}

/** cos and sin of each frequency's wave over the answers, in columns [elementColumns, 2 MOST]. */
function wavesOf({ elementColumns }: ViewRun, order: number, frequencies: readonly number[]) {
	const { cos, sin } = unitCircle(order);
	const waves = new Float64Array(elementColumns * 2 * MOST);
	frequencies.forEach((k, i) => {
		for (let c = 0; c < order; c++) {
			waves[c * 2 * MOST + 2 * i] = cos[(k * c) % order] ?? 0;
			waves[c * 2 * MOST + 2 * i + 1] = sin[(k * c) % order] ?? 0;
		}
	});
	return waves;
}

/** The components of all pairs' logits at one frequency, without their mean [examples]. */
function answersAt(components: ArrayLike<number>, i: number): readonly PlanePoint[] {
	const rows = components.length / (2 * MOST);
	const at = (pair: number, part: 0 | 1) => components[pair * 2 * MOST + 2 * i + part] ?? NaN;
	let [meanX, meanY] = [0, 0];
	for (let pair = 0; pair < rows; pair++) {
		meanX += at(pair, 0) / rows;
		meanY += at(pair, 1) / rows;
	}
	return Array.from({ length: rows }, (_, pair) => ({
		x: at(pair, 0) - meanX,
		y: at(pair, 1) - meanY
	}));
}

/** One frequency's circle: where the network has each operand, and where its answers point. */
interface Circle {
	readonly frequency: number;
	/** By element of the group. */
	readonly left: readonly PlanePoint[];
	readonly right: readonly PlanePoint[];
	/** By pair. */
	readonly answers: readonly PlanePoint[];
}

function circleOf(run: ViewRun, frequency: number, answers: readonly PlanePoint[]): Circle {
	const group = groupOf(run);
	const along = (name: 'embedding' | 'rightEmbedding', coefficient: number) => {
		const { values, shape } = run.role(name);
		const width = axis(shape, 1);
		const turns = residueOf(coefficient * frequency, group.order);
		return heldOutAngles(rowsByElement(group, values, width), group.order, width, turns);
	};
	const [ca, cb] = group.coefficients;
	return { frequency, answers, left: along('embedding', ca), right: along('rightEmbedding', cb) };
}

/** The hands of one pair. */
function handsOf(run: ViewRun, { left, right, answers }: Circle, pair: number) {
	const table = pairsOf(run);
	const element = elementOf(groupOf(run));
	const a = left[element(table.left.first + Math.floor(pair / table.right.count))];
	const b = right[element(table.right.first + (pair % table.right.count))];
	const answer = answers[pair];
	const nowhere = { x: NaN, y: NaN };
	const [handA, handB] = [a ?? nowhere, b ?? nowhere];
	return {
		a: handA,
		b: handB,
		sum: addAngles(handA, handB),
		answer: answer === undefined ? nowhere : directionOf(answer)
	};
}

/** Share of some pairs whose hands meet; NaN if there are none or a pair has no hands. */
function shareThatMeets(run: ViewRun, circle: Circle, pairs: readonly number[]): number {
	const within = numberControl(run.controls, 'meets_within');
	const least = cosine((within / 180) * Math.PI);
	const products = pairs.map((pair) => {
		const { sum, answer } = handsOf(run, circle, pair);
		return sum.x * answer.x + sum.y * answer.y;
	});
	return products.some((product) => Number.isNaN(product))
		? NaN
		: products.filter((product) => product >= least).length / pairs.length;
}

function dialOf(run: ViewRun, circle: Circle, share: number, isJudged: boolean): DialPart {
	const { a, b, pair, right } = pairIn(run);
	const { order } = groupOf(run);
	const { cos, sin } = unitCircle(order);
	const hands = handsOf(run, circle, pair);
	const at = (circle.frequency * elementOf(groupOf(run))(right)) % order;
	return {
		kind: 'dial',
		title: `k = ${String(circle.frequency)}${isJudged ? '' : ', no key frequency'}`,
		hands: [
			{ label: `a = ${String(a)}`, role: 'operand', ...hands.a },
			{ label: `b = ${String(b)}`, role: 'operand', ...hands.b },
			{ label: 'both added', role: 'sum', ...hands.sum },
			{ label: 'answer', role: 'result', ...hands.answer }
		],
		mark: { label: String(right), x: cos[at] ?? NaN, y: sin[at] ?? NaN },
		tolerance: numberControl(run.controls, 'meets_within'),
		facts: [{ label: 'pairs that meet', value: share, unit: 'fraction' }]
	};
}

/** Whether the pair in the controls was shown: a sentence. */
function describeShowing(run: ViewRun): string {
	const { a, b, pair } = pairIn(run);
	const [own, mirror] = [`(${String(a)}, ${String(b)})`, `(${String(b)}, ${String(a)})`];
	switch (showingOf(run, pair)) {
		case 'shown':
			return `${own} was shown in training, so its answer may be memorized.`;
		case 'mirrored':
			return `${own} was never shown, but ${mirror} was, which has the same answer.`;
		case 'never':
			return pairsOf(run).isCommutative && a !== b
				? `Neither ${own} nor ${mirror} was ever shown.`
				: `${own} was never shown.`;
	}
}

/** What the circles that are judged are of, before the word circle and after it. */
type CircleWords = readonly [before: string, after: string];

const KEY: CircleWords = ['key frequency’s ', ' of key frequencies'];
const CHOSEN: CircleWords = ['chosen frequency’s ', ' of chosen frequencies'];
const STRONGEST: CircleWords = ['', ''];

/**
 * What the shares of the circles mean; undefined if they are not defined.
 * @param chance the share that would meet if the answers pointed anywhere
 */
function claimOf(
	shares: readonly number[],
	chance: number,
	[before, after]: CircleWords
): string | undefined {
	if (shares.length === 0 || shares.some((share) => Number.isNaN(share))) return undefined;
	const above = shares.map((share) => (share - chance) / (1 - chance));
	const count = above.filter((value) => value >= ADDS_UP).length;
	const where = 'for most pairs that were never shown';
	if (count === shares.length) {
		return `The two angles add up: on every ${before}circle the answer points where both hands together point, ${where}.`;
	}
	if (count > 0) {
		return `On ${String(count)} of the ${String(shares.length)} circles${after} the answer points where both hands together point, ${where}.`;
	}
	return above.every((value) => value < BEGINS)
		? 'Nothing adds up: for pairs that were never shown the answer does not follow the two hands.'
		: 'The answer follows the two hands for some of the pairs that were never shown, not for most.';
}

const NO_KEY =
	'There is no key frequency at this step: these are the strongest frequencies of the embedding.';

const meetsWithin = int({
	label: 'Meet within',
	help: 'How far the answer may be from both hands added.',
	unit: 'degrees',
	applies: 'analysis',
	min: 1,
	max: 90,
	default: MEETS_WITHIN
});

/** Two numbers as angles on the circle of each frequency, their sum, and the answer's angle. */
export const twoAngles = defineView({
	id: 'two-angles',
	place: 3,
	label: 'Two angles add up',
	cite: 'Nanda et al. 2023, sections 3 and 4.1; Zhong et al. 2023',
	isLively: true,
	explanation:
		'A network that has grokked may see each number as an angle on a few circles, one for each frequency. To add two numbers it adds their angles, and the answer is the number at the angle where it arrives. Choose a and b: the thin hands are the network’s own angles of a and b, the dashed one is both added, and the thick one is where its answer points. Before grokking they point anywhere. A memorized answer points to the right place too, so look at a pair that was never shown.',
	definition:
		'Hand of a: W_E[a] = u cos(w_k a) + v sin(w_k a), where u and v are least squares over all other numbers, read in the plane of u and v; hand of b likewise. Hand of the answer: the angle of the sum over answers c of L[c] e^(i w_k c), where L is the logits minus the mean over all pairs. Hands meet if the answer is at most the chosen number of degrees from both hands added (the shaded sector). Pairs that meet: their share of the pairs that were shown neither as they are nor mirrored. If there are fewer than three key frequencies, the strongest others of the embedding are shown too.',
	controls: (subject) => ({
		...operandControls(subject),
		meets_within: meetsWithin,
		...frequencyControls(subject)
	}),
	folded: ['meets_within', 'frequencies'],
	defaults: unseenOperands,
	refuse: (subject) => refuseWithoutFrequencies(subject) ?? refuseWithoutPairs(subject),
	build({ graph, chunks, input, output, elementColumns }) {
		const waves = input('waves', [elementColumns, 2 * MOST]);
		output(
			'components',
			...chunks.map((chunk) => graph.one(matmul, [chunk.elementLogits(), waves], {}))
		);
	},
	async compute(run) {
		const { frequencies, keys } = circlesOf(run);
		const waves = wavesOf(run, groupOf(run).order, frequencies);
		const [components = []] = await run.compute(['components'], { waves });
		const circles = frequencies.map((k, i) => circleOf(run, k, answersAt(components, i)));
		const unseen = unseenPairs(run);
		const shares = circles.map((circle) => shareThatMeets(run, circle, unseen));
		const chance = (2 * numberControl(run.controls, 'meets_within')) / 360;
		// Without key frequencies the strongest ones are judged.
		const ofKeys = run.controls['frequencies'] === '' ? KEY : CHOSEN;
		const summary =
			keys > 0
				? claimOf(shares.slice(0, keys), chance, ofKeys)
				: claimOf(shares, chance, STRONGEST);
		const showing = describeShowing(run);
		const another = anotherOf(unseen, pairIn(run).pair);
		return {
			facts: [
				{
					label: 'pairs that meet by chance',
					value: chance,
					unit: 'fraction',
					definition: 'The share if the answers pointed anywhere: twice the angle over 360°.'
				}
			],
			parts: circles.map((circle, i) =>
				dialOf(run, circle, shares[i] ?? NaN, keys === 0 || i < keys)
			),
			...(summary === undefined ? {} : { summary }),
			note: keys > 0 ? showing : `${NO_KEY} ${showing}`,
			...(another === undefined
				? {}
				: {
						offer: {
							label: 'Another pair that was never shown',
							controls: operandsAt(pairsOf(run), another)
						}
					})
		};
	}
});
