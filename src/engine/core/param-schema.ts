/**
 * A parameter's schema is the only source of its field on the page, its validation, its text in
 * links, its default and its label. The hard range is what the code can compute, the slider range
 * what is sensible.
 */
export type ParamValue = number | string | boolean;

/**
 * When a changed value takes effect: at a restart, while the run trains (noted as an event of
 * the run), or at once because it only changes the analysis.
 */
export type ParamApplies = 'restart' | 'live' | 'analysis';

interface ParamBase {
	readonly label: string;
	/** One line of help, shown under the field. */
	readonly help: string;
	readonly applies: ParamApplies;
	/**
	 * Replicas of one plan may differ in it, because it changes only data and the scalars of a
	 * step. What a plan is built from is the same in all replicas.
	 */
	readonly perReplica: boolean;
	/**
	 * One of the few fields that the page shows at once, the others being behind "All settings". By
	 * default these are the fields of the group `main`.
	 */
	readonly isFirst: boolean;
	/** The side panel shows the groups in this order; `advanced` is collapsed at first. */
	readonly group: 'main' | 'data' | 'training' | 'advanced' | 'analysis' | 'measures';
}

export interface NumberParam extends ParamBase {
	readonly kind: 'int' | 'float';
	readonly unit: string;
	/** `percent`: the value is a share from 0 to 1, which the page shows in percent. */
	readonly display: 'number' | 'percent';
	/** Hard range, inclusive. */
	readonly min: number;
	readonly max: number;
	readonly slider: {
		readonly min: number;
		readonly max: number;
		/**
		 * `zero-log` is logarithmic from `min` on, with 0 at its left end. `die` is for numbers
		 * whose order means nothing: they are drawn between `min` and `max`, without a slider.
		 */
		readonly scale: 'linear' | 'log' | 'zero-log' | 'primes' | 'die';
		/** Smallest step of a linear slider; log sliders move in ratios. */
		readonly step: number;
	};
	readonly default: number;
	/** What to know about an allowed but unusual value, shown instead of the help. */
	readonly note?: (value: number) => string | undefined;
}

export interface ChoiceParam extends ParamBase {
	readonly kind: 'choice';
	readonly options: readonly {
		readonly value: string;
		readonly label: string;
		/** What the option does, shown under the field while it is chosen. */
		readonly help?: string;
	}[];
	readonly default: string;
}

export interface BooleanParam extends ParamBase {
	readonly kind: 'boolean';
	readonly default: boolean;
}

/** Distinct whole numbers as text, e.g. "14,35,41". May be empty; at most 1000 characters. */
export interface IntegersParam extends ParamBase {
	readonly kind: 'integers';
	/** Hard range of each number, inclusive. */
	readonly min: number;
	readonly max: number;
	readonly default: string;
}

export type ParamSchema = NumberParam | ChoiceParam | BooleanParam | IntegersParam;
export type ParamSchemas = Readonly<Record<string, ParamSchema>>;

/** The value that a schema describes. */
export type ValueOf<Schema extends ParamSchema> = Schema extends NumberParam
	? number
	: Schema extends BooleanParam
		? boolean
		: string;

/** The values that a spec's schemas describe. */
export type ParamsOf<Schemas extends ParamSchemas> = {
	readonly [Key in keyof Schemas]: ValueOf<Schemas[Key]>;
};

type Options<Schema extends ParamSchema> = Omit<
	Schema,
	'kind' | 'applies' | 'perReplica' | 'isFirst' | 'group' | 'help' | 'unit' | 'display' | 'slider'
> & {
	readonly applies?: ParamApplies;
	readonly perReplica?: boolean;
	readonly isFirst?: boolean;
	readonly group?: ParamBase['group'];
	readonly help?: string;
};
type NumberOptions = Options<NumberParam> & {
	readonly unit?: string;
	readonly display?: NumberParam['display'];
	readonly slider?: Partial<NumberParam['slider']>;
};

function number(kind: 'int' | 'float', options: NumberOptions): NumberParam {
	const { slider, ...rest } = options;
	return Object.freeze({
		applies: 'restart',
		perReplica: false,
		isFirst: options.group === 'main',
		group: 'advanced',
		help: '',
		unit: '',
		display: 'number',
		...rest,
		kind,
		slider: Object.freeze({
			min: options.min,
			max: options.max,
			scale: 'linear',
			step: kind === 'int' ? 1 : 0.01,
			...slider
		})
	} as const);
}

/** An integer parameter. */
export const int = (options: NumberOptions): NumberParam => number('int', options);

/** A real parameter. */
export const float = (options: NumberOptions): NumberParam => number('float', options);

/** One of a fixed list of values. */
export const choice = (options: Options<ChoiceParam>): ChoiceParam =>
	Object.freeze({
		applies: 'restart',
		perReplica: false,
		isFirst: options.group === 'main',
		group: 'advanced',
		help: '',
		...options,
		kind: 'choice'
	} as const);

/** On or off. */
export const boolean = (options: Options<BooleanParam>): BooleanParam =>
	Object.freeze({
		applies: 'restart',
		perReplica: false,
		isFirst: options.group === 'main',
		group: 'advanced',
		help: '',
		...options,
		kind: 'boolean'
	} as const);

/** A list of distinct whole numbers. */
export const integers = (options: Options<IntegersParam>): IntegersParam =>
	Object.freeze({
		applies: 'restart',
		perReplica: false,
		isFirst: options.group === 'main',
		group: 'advanced',
		help: '',
		...options,
		kind: 'integers'
	} as const);

/** The numbers in the text of an `integers` value, in the order of the text. */
export const integersIn = (value: string): readonly number[] =>
	value === '' ? [] : value.split(',').map(Number);

/**
 * Largest number of characters of an `integers` value, so that links stay short. All frequencies of
 * p = 547 fit.
 */
const LONGEST_INTEGERS = 1000;

function isIntegers({ min, max }: IntegersParam, value: ParamValue): boolean {
	if (typeof value !== 'string' || value.length > LONGEST_INTEGERS) return false;
	if (!/^(\d+(,\d+)*)?$/.test(value)) return false;
	const numbers = integersIn(value);
	return new Set(numbers).size === numbers.length && numbers.every((n) => n >= min && n <= max);
}

/** The values a schema allows, in words: the end of every "expected ..." message. */
export function describeExpectation(schema: ParamSchema): string {
	if (schema.kind === 'choice') return `one of ${schema.options.map((o) => o.value).join(', ')}`;
	if (schema.kind === 'boolean') return 'true or false';
	if (schema.kind === 'integers') {
		return `different whole numbers from ${String(schema.min)} to ${String(schema.max)} with commas between, at most ${String(LONGEST_INTEGERS)} characters`;
	}
	const noun = schema.kind === 'int' ? 'a whole number' : 'a number';
	return `${noun} from ${String(schema.min)} to ${String(schema.max)}`;
}

/** Whether a value lies in the schema's hard range. */
export function isValid(schema: ParamSchema, value: ParamValue): boolean {
	if (schema.kind === 'boolean') return typeof value === 'boolean';
	if (schema.kind === 'choice') return schema.options.some((option) => option.value === value);
	if (schema.kind === 'integers') return isIntegers(schema, value);
	if (typeof value !== 'number' || !Number.isFinite(value)) return false;
	if (schema.kind === 'int' && !Number.isInteger(value)) return false;
	return value >= schema.min && value <= schema.max;
}

/**
 * Reads a value from the text of a link; `undefined` if the text is no value of the schema's kind
 * or is out of range.
 */
export function parseParam(schema: ParamSchema, text: string): ParamValue | undefined {
	let value: ParamValue;
	if (schema.kind === 'boolean') {
		if (text !== 'true' && text !== 'false') return undefined;
		value = text === 'true';
	} else if (schema.kind === 'choice' || schema.kind === 'integers') {
		value = text;
	} else {
		if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
		value = Number(text);
	}
	return isValid(schema, value) ? value : undefined;
}
