import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import type { Rng, Stream } from '../core/rng.ts';
import { LABEL_NOISE_PARAMS } from './shared-params.ts';

/** A task that is addition modulo `order` after renaming its elements. */
export interface CyclicTask {
	readonly kind: 'cyclic';
	readonly order: number;
	/** [ca, cb]: the answer to (a, b) is the element ca a + cb b. Both are coprime to the order. */
	readonly coefficients: readonly [number, number];
	/**
	 * The token, which is also the class, of each element 0 .. order - 1. Absent: element e is
	 * token e. In the multiplicative group modulo p, element e is the power g^e of a generator g,
	 * so that products are sums of exponents for measures and views.
	 */
	readonly elements?: Uint32Array;
}

/**
 * The algebra of a task. Measures and views depend on it, not on ids of tasks:
 * - `cyclic`: a cyclic group, which has frequencies;
 * - `group`: another finite group on the tokens 0 .. order - 1, with its product;
 * - `parity`: the answer is the parity of some of the bits of an example;
 * - `none`: no such structure.
 */
export type TaskStructure =
	| CyclicTask
	| {
			readonly kind: 'group';
			readonly order: number;
			readonly product: (a: number, b: number) => number;
			/**
			 * A permutation for each element, as the list of its values, so that the product of two
			 * elements has the permutation i -> x(y(i)). Absent for a group given otherwise.
			 */
			readonly permutations?: readonly (readonly number[])[];
	  }
	| { readonly kind: 'parity'; readonly bits: number; readonly relevant: readonly number[] }
	| { readonly kind: 'none' };

/** Operands are `first` .. `first + count - 1`. */
export interface OperandRange {
	readonly first: number;
	readonly count: number;
}

/**
 * A two-operand table of answers: example i is the pair (left.first + i div right.count,
 * right.first + i mod right.count).
 */
export interface PairTable {
	readonly left: OperandRange;
	readonly right: OperandRange;
	/** Whether (a, b) and (b, a) always have the same answer. */
	readonly isCommutative: boolean;
}

/** A part of the test examples with its own loss and accuracy. */
export interface TestGroup {
	/** Its columns are `<id>_loss` and `<id>_accuracy`. */
	readonly id: string;
	readonly label: string;
	/** Which test examples are in it, in a sentence. */
	readonly definition: string;
	/** How it is shown beside the other parts; absent if it is the whole test set. */
	readonly part?: {
		/** In a legend. */
		readonly label: string;
		readonly cite: string;
		/** What its accuracy means: the rest of a sentence that begins with the label. */
		readonly note: string;
		/** Whether phases are judged on this part instead of on all test examples. */
		readonly isJudged: boolean;
		/** Of the judged part: why it alone counts, a sentence. */
		readonly reason?: string;
	};
}

/** Sizes of a task, from its params alone. A plan needs only these, before any data exist. */
export interface TaskShape {
	/** Input tokens are 0 .. vocabulary - 1. */
	readonly vocabulary: number;
	/** Number of tokens of an example. */
	readonly context: number;
	/**
	 * Number of leading tokens that differ between examples; the tokens after them, such as "=",
	 * are the same in all.
	 */
	readonly operands: number;
	/** Positions in the context at which a target is predicted. */
	readonly positions: readonly number[];
	/** Targets are 0 .. classes - 1. */
	readonly classes: number;
	readonly examples: number;
	readonly trainExamples: number;
	/** Whether every seed has the same examples and only draws the split. */
	readonly isExhaustive: boolean;
	/** Parts of the test examples; a single part contains all of them. */
	readonly groups: readonly TestGroup[];
	readonly structure: TaskStructure;
	/** Absent if examples are not pairs. */
	readonly pairs?: PairTable;
}

/** The examples of one seed. */
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
	/** Its position in the list of tasks, ascending with the lines of the registry. */
	readonly place: number;
	readonly label: string;
	readonly cite: string;
	/** What its examples are called in texts, in the plural: pairs, sequences. */
	readonly noun: string;
	readonly params: Schemas;
	/** One example with its answer, for a reader: "7 + 30 mod 31 = 6". */
	example?(params: ParamsOf<Schemas>): string;
	/** An error message if the values cannot be used together, else undefined. */
	refuse?(params: ParamsOf<Schemas>): string | undefined;
	shape(params: ParamsOf<Schemas>): TaskShape;
	examples(params: ParamsOf<Schemas>, streams: Streams): TaskExamples;
	/** Both lists ascending. */
	split(params: ParamsOf<Schemas>, streams: Streams): Split;
	/** A number for every example: 0 for train, g + 1 for test examples of `shape.groups[g]`. */
	groups(params: ParamsOf<Schemas>, split: Split): Uint32Array;
}

/** Defines a task, with the parameter of label noise beside its own. */
export function defineTask<const Id extends string, Schemas extends ParamSchemas>(
	spec: TaskSpec<Schemas> & { readonly id: Id }
): TaskSpec<Schemas> & { readonly id: Id } {
	return Object.freeze({ ...spec, params: { ...spec.params, ...LABEL_NOISE_PARAMS } });
}
