import { printable, quote } from '../core/quote.ts';
import { elementCount, type IgnorableTensor, type Shape } from '../core/tensor.ts';
import type { AnyTensorFile, NamedTensor } from './safetensors-codec.ts';

interface Parameter {
	readonly name: string;
	readonly shape: Shape;
}

/** The file of another program, read as the weights of a model. */
export interface ForeignWeights {
	/** Tensors under the names of the model. */
	readonly tensors: ReadonlyMap<string, NamedTensor>;
	/** A sentence for each reason why they cannot be the model's weights; empty if they can. */
	readonly problems: readonly string[];
	/** Sentences about tensors that were left out or renamed. */
	readonly notices: readonly string[];
}

/** Largest number of problems listed for a file; more would tell the reader nothing new. */
const SENTENCES_SHOWN = 20;

const shapeText = (shape: Shape): string => quote(shape).replaceAll(',', ', ');
const isSame = (a: Shape, b: Shape): boolean => a.join() === b.join();

/**
 * The prefix under which a file holds most of a model's parameters, as torch.compile
 * (`_orig_mod.`), DataParallel (`module.`) and wrapping modules leave it; empty if no prefix
 * matches more parameters than the plain names.
 */
function commonPrefix(parameters: readonly Parameter[], names: ReadonlySet<string>): string {
	const found = (prefix: string) =>
		parameters.filter(({ name }) => names.has(prefix + name)).length;
	const first = parameters.find(({ name }) => [...names].some((full) => full.endsWith(`.${name}`)));
	if (first === undefined) return '';
	const prefixes = [...names]
		.filter((full) => full.endsWith(`.${first.name}`))
		.map((full) => full.slice(0, -first.name.length));
	return prefixes.reduce((a, b) => (found(b) > found(a) ? b : a), '');
}

/** A hint why a tensor has the wrong shape, if the two shapes suggest one. */
function shapeHint(expected: Shape, got: Shape): string {
	const swapped = [...got.slice(0, -2), ...got.slice(-2).toReversed()];
	if (got.length > 1 && isSame(swapped, expected)) {
		return ', its transpose: save W.transpose(-1, -2).contiguous()';
	}
	if (elementCount(got) === elementCount(expected))
		return ', as many values in another arrangement: reshape it';
	return '';
}

/** If all matrices of a file are transposed, one sentence instead of one for each tensor. */
function transposedFile(wrong: readonly (readonly [Shape, Shape])[]): readonly string[] {
	const isTransposed = ([expected, got]: readonly [Shape, Shape]) =>
		shapeHint(expected, got).includes('transpose');
	if (wrong.length < 2 || !wrong.some(isTransposed)) return [];
	return [
		'the file stores matrices as [out, in], as torch.nn.Linear and neelnanda-io/Grokking do; this model reads [in, out] ' +
			'(TransformerLens): transpose the last two axes of every matrix, the square ones too'
	];
}

const NAMES_SHOWN = 10;

function listed(names: readonly string[]): string {
	const more = names.length - NAMES_SHOWN;
	const shown = names.slice(0, NAMES_SHOWN).map((name) => printable(name));
	return [...shown, ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}

const isZero = ({ data }: NamedTensor): boolean => data.every((value) => value === 0);

class Reading {
	readonly tensors = new Map<string, NamedTensor>();
	readonly problems: string[] = [];
	readonly #ignored: Record<'any' | 'zero', string[]> = { any: [], zero: [] };
	readonly #wrongShapes: (readonly [Shape, Shape])[] = [];

	parameter({ name, shape }: Parameter, file: AnyTensorFile, full: string): void {
		const tensor = file.tensors.get(full);
		const expected = `tensor ${quote(full)}: expected shape ${shapeText(shape)}`;
		if (tensor === undefined) {
			const other = file.foreign.get(full);
			this.problems.push(
				other === undefined
					? `${expected}, got none`
					: `tensor ${quote(full)}: expected dtype F32, F64, F16 or BF16, got ${quote(other.dtype)}`
			);
		} else if (!isSame(tensor.shape, shape)) {
			this.#wrongShapes.push([shape, tensor.shape]);
			const hint = shapeHint(shape, tensor.shape);
			this.problems.push(`${expected}, got ${shapeText(tensor.shape)}${hint}`);
		} else this.tensors.set(name, tensor);
	}

	/** Sorts in a tensor that is not one of the model's parameters: ignored or a problem. */
	extra(full: string, ignorable: IgnorableTensor | undefined, tensor?: NamedTensor): void {
		if (ignorable === undefined) {
			this.problems.push(`tensor ${quote(full)}: not one of this model`);
		} else if (ignorable.when === 'any' || (tensor !== undefined && isZero(tensor))) {
			this.#ignored[ignorable.when].push(full);
		} else {
			this.problems.push(
				`tensor ${quote(full)}: this model has no such bias; expected zeros, which change nothing`
			);
		}
	}

	result(prefix: string): ForeignWeights {
		const problems = [...transposedFile(this.#wrongShapes), ...this.problems];
		const more = problems.length - SENTENCES_SHOWN;
		const shown = problems.slice(0, SENTENCES_SHOWN);
		if (more > 0) shown.push(`and ${String(more)} more problems of its tensors`);
		const { any, zero } = this.#ignored;
		const notices = [
			...(prefix === '' ? [] : [`names are read without their prefix ${quote(prefix)}`]),
			...(any.length === 0 ? [] : [`ignored, because they are no weights: ${listed(any)}`]),
			...(zero.length === 0 ? [] : [`ignored, because all their values are 0: ${listed(zero)}`])
		];
		return { tensors: this.tensors, problems: shown, notices };
	}
}

/**
 * Reads the file of another program as the weights of a model. A common prefix of the names is
 * removed, and tensors that the model declares ignorable are left out. Shapes are never guessed: a
 * matrix must have the shape of the model's.
 */
export function readForeignWeights(
	parameters: readonly Parameter[],
	file: AnyTensorFile,
	ignorable: readonly IgnorableTensor[]
): ForeignWeights {
	const names = new Set([...file.tensors.keys(), ...file.foreign.keys()]);
	const prefix = commonPrefix(parameters, names);
	const reading = new Reading();
	const known = new Set(parameters.map(({ name }) => prefix + name));
	for (const parameter of parameters) reading.parameter(parameter, file, prefix + parameter.name);
	for (const full of names) {
		if (known.has(full)) continue;
		const name = full.startsWith(prefix) ? full.slice(prefix.length) : full;
		reading.extra(
			full,
			ignorable.find((one) => one.name === name),
			file.tensors.get(full)
		);
	}
	return reading.result(prefix);
}
