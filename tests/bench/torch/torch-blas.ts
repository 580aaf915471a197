import { digits } from '../table.ts';

/** Debian's package of a BLAS that is fast enough for a comparison with PyTorch. */
export const FAST_BLAS_PACKAGE = 'libopenblas0-pthread';

/** What torch_blas.py found in the process that is timed. */
export interface BlasFacts {
	/** The file that `sgemm_` of PyTorch ends up in; undefined where it could not be found. */
	readonly library: string | undefined;
	/** Of PyTorch's own build, such as "mkl". */
	readonly builtWith: string | undefined;
	readonly hasMkl: boolean;
	/** OpenBLAS' account of itself, with the kind of core it took. */
	readonly openblas: string | undefined;
	readonly openblasThreads: number | undefined;
	/** Of PyTorch. */
	readonly threads: number | undefined;
	/** Of a product of two 512 x 512 matrices. */
	readonly gflops: number | undefined;
}

/** A BLAS by name; "reference" is the slow one of netlib. */
type BlasKind = 'OpenBLAS' | 'MKL' | 'BLIS' | 'ATLAS' | 'Accelerate' | 'reference' | 'unknown';

/** Whether a time on it may be divided by ours. */
export interface BlasVerdict {
	readonly kind: BlasKind;
	/** Library, file, threads and speed, printed beside every number. */
	readonly words: string;
	/** Why there is no ratio, and what to install. */
	readonly refusal: string | undefined;
}

const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;
const numberOf = (value: unknown): number | undefined =>
	typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/**
 * @param value the "blas" of an answer of torch_step.py or torch_blas.py; what is missing in it is
 * undefined
 */
export function parseBlas(value: unknown): BlasFacts {
	const facts: Readonly<Record<string, unknown>> =
		typeof value === 'object' && value !== null ? { ...value } : {};
	return {
		library: textOf(facts['library']),
		builtWith: textOf(facts['built_with']),
		hasMkl: facts['has_mkl'] === true,
		openblas: textOf(facts['openblas']),
		openblasThreads: numberOf(facts['openblas_threads']),
		threads: numberOf(facts['threads']),
		gflops: numberOf(facts['gflops'])
	};
}

/**
 * By the path of the file: Debian names every BLAS libblas.so.3, in different folders. The last
 * row is netlib's own.
 */
const BY_FILE: readonly (readonly [RegExp, BlasKind])[] = [
	[/openblas/i, 'OpenBLAS'],
	[/mkl/i, 'MKL'],
	[/blis/i, 'BLIS'],
	[/atlas/i, 'ATLAS'],
	[/accelerate|veclib/i, 'Accelerate'],
	[/(^|[\\/])(lib)?(ref)?blas(64)?(\.|-)/i, 'reference']
];

function kindOf({ library, builtWith, hasMkl, openblas }: BlasFacts): BlasKind {
	if (openblas !== undefined) return 'OpenBLAS';
	// MKL is linked into PyTorch itself and has no file of its own.
	if (hasMkl) return 'MKL';
	if (builtWith === 'accelerate') return 'Accelerate';
	return BY_FILE.find(([file]) => file.test(library ?? ''))?.[1] ?? 'unknown';
}

const REFUSALS: Readonly<Partial<Record<BlasKind, string>>> = {
	reference: `no ratio on the reference BLAS, which is some ten times slower than others: install Debian's ${FAST_BLAS_PACKAGE}, or a PyTorch with MKL or OpenBLAS`,
	unknown: `no ratio on a BLAS that is not known to be fast: install Debian's ${FAST_BLAS_PACKAGE}, or a PyTorch with MKL or OpenBLAS`
};

const counted = (count: number, what: string) =>
	`${String(count)} ${what}${count === 1 ? '' : 's'}`;

/**
 * @param isOnCpu on a GPU the library on the CPU does not matter
 */
export function judgeBlas(facts: BlasFacts, isOnCpu: boolean): BlasVerdict {
	const kind = kindOf(facts);
	const name = kind === 'reference' ? 'the reference BLAS' : kind === 'unknown' ? 'unknown' : kind;
	const { library, openblas, openblasThreads, threads, gflops } = facts;
	const words = [
		`BLAS: ${name}${library === undefined ? '' : ` (${library})`}`,
		...(openblas === undefined ? [] : [openblas]),
		...(openblasThreads === undefined ? [] : [`${counted(openblasThreads, 'thread')} of its own`]),
		...(threads === undefined ? [] : [`PyTorch on ${counted(threads, 'thread')}`]),
		...(gflops === undefined ? [] : [`${digits(gflops)} GFLOP/s at 512 x 512`])
	].join(', ');
	return { kind, words, refusal: isOnCpu ? REFUSALS[kind] : undefined };
}
