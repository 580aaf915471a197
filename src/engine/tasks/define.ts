import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { Rng, Stream } from '../core/rng.ts';

/** Addition modulo `order`, up to the names of the elements. */
export interface CyclicTask {
	readonly kind: 'cyclic';
	readonly order: number;
	/** [ca, cb]: the answer to (a, b) is the element ca a + cb b. Both are coprime to the order. */
	readonly coefficients: readonly [number, number];
	/**
	 * The token, and the class, of each element 0 .. order - 1. Absent: every element is its own
	 * token. In the multiplicative group of p, element e is the power g^e of a generator g, so that
	 * measures and views see products as sums of exponents.
	 */
	readonly elements?: Uint32Array;
}

/**
 * The algebra behind a task, so that measures and views need no task by name:
 * - `cyclic`: a cyclic group, which has frequencies;
 * - `group`: another finite group on the tokens 0 .. order - 1, with its product;
 * - `parity`: the answer is the parity of some of the bits of an example;
 * - `none`: nothing of the kind.
 */
export type TaskStructure =
	| CyclicTask
	| {
			readonly kind: 'group';
			readonly order: number;
			readonly product: (a: number, b: number) => number;
	  }
	| { readonly kind: 'parity'; readonly bits: number; readonly relevant: readonly number[] }
	| { readonly kind: 'none' };

/** Operands are `first` .. `first + count - 1`. */
export interface OperandRange {
	readonly first: number;
	readonly count: number;
}

/**
 * A table of answers: example i is the pair (left.first + i div right.count, right.first + i mod
 * right.count).
 */
export interface PairTable {
	readonly left: OperandRange;
	readonly right: OperandRange;
	/** (a, b) and (b, a) have the same answer. */
	readonly isCommutative: boolean;
}

/** A part of the test examples whose loss and accuracy are measured apart. */
export interface TestGroup {
	/** Its columns are `<id>_loss` and `<id>_accuracy`. */
	readonly id: string;
	readonly label: string;
	/** Which test examples are in it, a sentence that begins with "Test". */
	readonly definition: string;
	/** How it is drawn beside the other parts; absent where it is all of the test. */
	readonly part?: {
		/** In a legend. */
		readonly label: string;
		readonly cite: string;
		/** What follows from it for a reader: the rest of a sentence that begins with its label. */
		readonly note: string;
		/** It is what test means: phases are judged on it. */
		readonly isJudged: boolean;
	};
}

/** Sizes of a task, from its params alone: what a plan needs, known before any data are made. */
export interface TaskShape {
	/** Input tokens are 0 .. vocabulary - 1. */
	readonly vocabulary: number;
	/** Tokens of an example. */
	readonly context: number;
	/**
	 * The first so many tokens carry the question; those after them, such as "=", are the same in
	 * every example.
	 */
	readonly operands: number;
	/** Positions in the context at which a target is predicted. */
	readonly positions: readonly number[];
	/** Targets are 0 .. classes - 1. */
	readonly classes: number;
	readonly examples: number;
	readonly trainExamples: number;
	/** Every seed has the same examples, and draws only which of them are trained on. */
	readonly isExhaustive: boolean;
	/** Parts of the test examples; where there is one part, it is all of them. */
	readonly groups: readonly TestGroup[];
	readonly structure: TaskStructure;
	/** Absent where an example is not a pair. */
	readonly pairs?: PairTable;
}

/** Examples of a seed. */
export interface TaskExamples {
	/** Row-major [examples, context]. */
	readonly tokens: Uint32Array;
	/** Row-major [examples, positions]. */
	readonly targets: Uint32Array;
}

/** Which examples are trained on, and which are the test. */
export interface Split {
	readonly train: Uint32Array;
	readonly test: Uint32Array;
}

/** The named random streams of a seed, each from its beginning. */
export type Streams = (stream: Stream) => Rng;

/** A task: examples of tokens with the classes that are to be predicted. */
export interface TaskSpec<Schemas extends ParamSchemas = ParamSchemas> {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly params: Schemas;
	/** A sentence when the values cannot be used together, undefined when they can. */
	refuse?(params: ParamsOf<Schemas>): string | undefined;
	shape(params: ParamsOf<Schemas>): TaskShape;
	examples(params: ParamsOf<Schemas>, streams: Streams): TaskExamples;
	/** Both lists ascending. */
	split(params: ParamsOf<Schemas>, streams: Streams): Split;
	/** Of every example: 0 for train, g + 1 for test examples of `shape.groups[g]`. */
	groups(params: ParamsOf<Schemas>, split: Split): Uint32Array;
}

export function defineTask<const Id extends string, Schemas extends ParamSchemas>(
	spec: TaskSpec<Schemas> & { readonly id: Id }
): TaskSpec<Schemas> & { readonly id: Id } {
	return Object.freeze(spec);
}
