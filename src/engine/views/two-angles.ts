import { elementOf, residueOf } from '../mechanism/cyclic-structure.ts';
import {
	addAngles,
	directionOf,
	heldOutAngles,
	type PlanePoint
} from '../mechanism/held-out-angle.ts';
import { rowSpectrum } from '../mechanism/row-spectrum.ts';
import { unitCircle } from '../mechanism/unit-circle.ts';
import { axis } from '../core/tensor.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { operandControls, pairIn } from './pair-controls.ts';
import { chosenFrequencies, frequencyControls } from './ablation-sets.ts';
import { defineView, type DialPart, type ViewFact, type ViewRun } from './define.ts';
import { indexOfPair, pairsOf, rowsByElement } from './group-order.ts';
import { refuseWithoutFrequencies, refuseWithoutPairs } from './subjects.ts';

/** Circles that one execution of the segment computes. */
const MOST = 10;
/** Without key frequencies, this many of the strongest of the embedding are shown. */
const STRONGEST = 4;
/** Mean cosine from which hands are said to meet, and up to which they are said not to. */
const MEETS = 0.9;
const MISSES = 0.3;

/** The frequencies whose circles are drawn, and whether they are key frequencies or chosen. */
function circlesOf(run: ViewRun): {
	readonly frequencies: readonly number[];
	readonly areKeys: boolean;
} {
	const chosen = chosenFrequencies(run).slice(0, MOST);
	if (chosen.length > 0) return { frequencies: chosen, areKeys: true };
	const group = groupOf(run);
	const { values, shape } = run.role('embedding');
	const width = axis(shape, 1);
	const norms = rowSpectrum(rowsByElement(group, values, width), group.order, width);
	const strongest = [...norms.entries()]
		.sort(([i, x], [j, y]) => y - x || i - j)
		.slice(0, STRONGEST)
		.map(([i]) => i + 1);
	return { frequencies: strongest.toSorted((x, y) => x - y), areKeys: false };
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

/** Pairs that were shown neither as they are nor, where that has the same answer, mirrored. */
function unseenPairs(run: ViewRun): readonly number[] {
	const { left, right, isCommutative } = pairsOf(run);
	return [...run.isTrain.keys()].filter((pair) => {
		if (run.isTrain[pair] === 1) return false;
		if (!isCommutative) return true;
		const [a, b] = [
			left.first + Math.floor(pair / right.count),
			right.first + (pair % right.count)
		];
		return run.isTrain[indexOfPair(pairsOf(run), b, a)] !== 1;
	});
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

/** Mean over pairs of the cosine between the answer's hand and the sum of the two others. */
function meetingOf(run: ViewRun, circle: Circle, pairs: readonly number[]): number {
	const total = pairs.reduce((sum, pair) => {
		const hands = handsOf(run, circle, pair);
		return sum + hands.sum.x * hands.answer.x + hands.sum.y * hands.answer.y;
	}, 0);
	return total / pairs.length;
}

function dialOf(run: ViewRun, circle: Circle): DialPart {
	const { a, b, pair, right } = pairIn(run);
	const { order } = groupOf(run);
	const { cos, sin } = unitCircle(order);
	const hands = handsOf(run, circle, pair);
	const at = (circle.frequency * elementOf(groupOf(run))(right)) % order;
	return {
		kind: 'dial',
		title: `k = ${String(circle.frequency)}`,
		hands: [
			{ label: `a = ${String(a)}`, role: 'operand', ...hands.a },
			{ label: `b = ${String(b)}`, role: 'operand', ...hands.b },
			{ label: 'both added', role: 'sum', ...hands.sum },
			{ label: 'answer', role: 'result', ...hands.answer }
		],
		mark: { label: String(right), x: cos[at] ?? NaN, y: sin[at] ?? NaN }
	};
}

/** What the mean cosines of all circles mean; undefined if they are not defined. */
function claimOf(meetings: readonly number[]): string | undefined {
	if (!meetings.every((meeting) => Number.isFinite(meeting))) return undefined;
	const meeting = meetings.filter((value) => value >= MEETS).length;
	const where = 'for pairs that were never shown';
	if (meeting === meetings.length) {
		return `The two angles add up: on every circle the answer points where both hands together point, ${where}.`;
	}
	if (meeting > 0) {
		return `On ${String(meeting)} of ${String(meetings.length)} circles the answer points where both hands together point, ${where}.`;
	}
	return meetings.every((value) => value <= MISSES)
		? `The answer does not follow the two hands, ${where}: nothing adds up.`
		: `The answer begins to follow the two hands, ${where}.`;
}

/** Two numbers as angles on the circle of each frequency, their sum, and the answer's angle. */
export const twoAngles = defineView({
	id: 'two-angles',
	place: 3,
	label: 'Two angles add up',
	cite: 'Nanda et al. 2023, sections 3 and 4.1; Zhong et al. 2023',
	explanation:
		'A network that has grokked may see each number as an angle on a few circles, one for each frequency. To add two numbers it adds their angles, and the answer is the number at the angle where it arrives. Choose a and b: the thin hands are the network’s own angles of a and b, the dashed one is both added, and the thick one is where its answer points. Before grokking they point anywhere. A memorized answer points to the right place too, so look at a pair that was never shown.',
	definition:
		'Hand of a: W_E[a] = u cos(w_k a) + v sin(w_k a), where u and v are least squares over all other numbers, read in the plane of u and v; hand of b likewise. Hand of the answer: the angle of the sum over answers c of L[c] e^(i w_k c), where L is the logits minus the mean over all pairs. Hands meet: mean over all pairs that were shown neither as they are nor mirrored of the cosine between the answer’s hand and both hands added; 1 is always, 0 is chance. Without key frequencies: the four strongest frequencies of the embedding.',
	controls: (subject) => ({ ...operandControls(subject), ...frequencyControls(subject) }),
	refuse: (subject) => refuseWithoutFrequencies(subject) ?? refuseWithoutPairs(subject),
	build({ graph, chunks, input, output, elementColumns }) {
		const waves = input('waves', [elementColumns, 2 * MOST]);
		output(
			'components',
			...chunks.map((chunk) => graph.one(matmul, [chunk.elementLogits(), waves], {}))
		);
	},
	async compute(run) {
		const { frequencies, areKeys } = circlesOf(run);
		const waves = wavesOf(run, groupOf(run).order, frequencies);
		const [components = []] = await run.compute(['components'], { waves });
		const circles = frequencies.map((k, i) => circleOf(run, k, answersAt(components, i)));
		const unseen = unseenPairs(run);
		const meetings = circles.map((circle) => meetingOf(run, circle, unseen));
		const summary = claimOf(meetings);
		return {
			facts: circles.map(({ frequency }, i): ViewFact => ({
				label: `hands meet, k = ${String(frequency)}`,
				value: meetings[i] ?? NaN,
				unit: 'plain'
			})),
			parts: circles.map((circle) => dialOf(run, circle)),
			...(summary === undefined ? {} : { summary }),
			...(areKeys
				? {}
				: {
						nothing:
							'There is no key frequency at this step, so these are the circles of the strongest frequencies of the embedding.'
					})
		};
	}
});
