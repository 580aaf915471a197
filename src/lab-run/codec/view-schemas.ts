import {
	absentOr,
	byKind,
	fields,
	float32s,
	float64s,
	list,
	matching,
	members,
	number,
	numberOrNaN,
	oneOf,
	param,
	text,
	truth,
	whole,
	type Schema
} from '../../engine/checkpoint/checked-json.ts';
import type {
	BarsPart,
	DialPart,
	DotsPart,
	GridPart,
	LinesPart,
	PointsPart,
	TablePart,
	ViewFact,
	ViewPart
} from '../../engine/views/define.ts';
import type { ViewPicture } from '../view-runner.ts';

const UNITS = ['fraction', 'loss', 'plain', 'count'] as const;
const texts = () => list(text());

const FACT: Schema<ViewFact> = fields({
	label: text(),
	value: numberOrNaN(),
	unit: oneOf(UNITS),
	definition: absentOr(text())
});

const isTwoTexts = (value: unknown): value is readonly [string, string] =>
	Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string');

const GRID: Schema<GridPart> = fields({
	kind: oneOf(['grid']),
	title: text(),
	rows: whole(0),
	columns: whole(0),
	values: float32s(),
	scale: oneOf(['sequential', 'diverging', 'categories']),
	categories: absentOr(texts()),
	looks: absentOr(list(fields({ isFilled: truth(), isDotted: truth() }))),
	key: absentOr(text()),
	rowLabel: text(),
	columnLabel: text(),
	rowNames: absentOr(texts()),
	columnNames: absentOr(texts()),
	picks: absentOr(matching(isTwoTexts, 'two names of controls')),
	opens: absentOr(text())
});

const BARS: Schema<BarsPart> = fields({
	kind: oneOf(['bars']),
	title: text(),
	values: float64s(),
	first: number(),
	names: absentOr(texts()),
	label: text(),
	valueLabel: text(),
	highlighted: list(number())
});

const POINTS: Schema<PointsPart> = fields({
	kind: oneOf(['points']),
	title: text(),
	x: float64s(),
	y: float64s(),
	label: text(),
	isJoined: truth()
});

const LINES: Schema<LinesPart> = fields({
	kind: oneOf(['lines']),
	title: text(),
	label: text(),
	valueLabel: text(),
	lines: list(fields({ label: text(), values: float64s() })),
	terms: absentOr(whole(0)),
	marked: absentOr(number())
});

const DIAL: Schema<DialPart> = fields({
	kind: oneOf(['dial']),
	title: text(),
	hands: list(
		fields({
			label: text(),
			role: oneOf(['operand', 'sum', 'result']),
			x: numberOrNaN(),
			y: numberOrNaN()
		})
	),
	mark: fields({ label: text(), x: number(), y: number() }),
	tolerance: absentOr(number()),
	facts: absentOr(list(FACT))
});

const DOTS: Schema<DotsPart> = fields({
	kind: oneOf(['dots']),
	title: text(),
	valueLabel: text(),
	rows: list(
		fields({
			name: text(),
			value: numberOrNaN(),
			range: absentOr(fields({ min: numberOrNaN(), max: numberOrNaN() }))
		})
	),
	reference: fields({ label: text(), value: number() })
});

const TABLE: Schema<TablePart> = fields({
	kind: oneOf(['table']),
	title: text(),
	isFolded: absentOr(truth()),
	columns: list(fields({ label: text(), unit: oneOf([...UNITS, 'name']) })),
	rows: list(fields({ name: text(), values: list(numberOrNaN()) }))
});

const PART: Schema<ViewPart> = byKind<ViewPart>({
	grid: GRID,
	bars: BARS,
	points: POINTS,
	lines: LINES,
	dial: DIAL,
	dots: DOTS,
	table: TABLE
});

const PICTURE_ENTRIES = {
	controls: members(param()),
	facts: list(FACT),
	parts: list(PART),
	summary: absentOr(text()),
	note: absentOr(text()),
	nothing: absentOr(text()),
	offer: absentOr(fields({ label: text(), controls: members(param()) }))
};

const PICTURE: Schema<ViewPicture> = fields(PICTURE_ENTRIES);

/** A view in a file: its texts, the picture at the defaults of its controls, and other pictures. */
export const VIEW = fields({
	...PICTURE_ENTRIES,
	label: text(),
	cite: text(),
	definition: text(),
	others: absentOr(list(PICTURE))
});
