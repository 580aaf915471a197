import { afterEach, expect, test, vi } from 'vitest';
import { judgeBlas, parseBlas } from '../../bench/torch/torch-blas.ts';
import { compareTimes, rowOf } from '../../bench/torch/torch-part.ts';
import { TorchProcess } from '../../bench/torch/torch-process.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

const DEBIAN = '/usr/lib/x86_64-linux-gnu';
const REFERENCE = { library: `${DEBIAN}/blas/libblas.so.3.11.0`, built_with: 'generic' };
const OPENBLAS = {
	library: `${DEBIAN}/openblas-pthread/libblas.so.3`,
	built_with: 'generic',
	openblas: 'OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64',
	openblas_threads: 2,
	threads: 1,
	gflops: 28.05
};
/** The wheel of PyPI: MKL within libtorch_cpu.so. */
const MKL = {
	library: '/venv/torch/lib/libtorch_cpu.so',
	built_with: 'mkl',
	has_mkl: true,
	openblas: null,
	threads: 8
};

/** The printed line about a variant, for an answer of torch_step.py. */
function lineOf(answer: Readonly<Record<string, unknown>>): string {
	const verdict = judgeBlas(parseBlas(answer['blas']), answer['is_cpu'] !== false);
	return rowOf({ way: 'eager', ...compareTimes([90, 100], [10, 10], verdict) }).join(' | ');
}

const WITHOUT_RATIO = 'eager | 95.0 (90.0 - 100) | 10.0 (10.0 - 10.0) | - | ';
const WITH_RATIO = 'eager | 95.0 (90.0 - 100) | 10.0 (10.0 - 10.0) | 9.50 (9.00 - 10.0) | ';

test.each([
	['OpenBLAS', OPENBLAS],
	['OpenBLAS', { library: '/venv/numpy.libs/libscipy_openblas64_-99b71e71.so' }],
	['MKL', MKL],
	['MKL', { library: '/opt/conda/lib/libmkl_rt.so.2' }],
	['BLIS', { library: `${DEBIAN}/blis-pthread/libblas.so.3` }],
	['ATLAS', { library: `${DEBIAN}/atlas/libblas.so.3` }],
	['Accelerate', { built_with: 'accelerate' }]
])('a time on %s is divided by ours', (kind, blas) => {
	const verdict = judgeBlas(parseBlas(blas), true);
	expect(verdict).toMatchObject({ kind, refusal: undefined });
	expect(lineOf({ blas, is_cpu: true })).toBe(WITH_RATIO);
});

test.each([
	['reference', REFERENCE],
	['reference', { library: '/usr/lib64/libblas.so.3' }],
	['reference', { library: '/opt/conda/lib/librefblas.so' }],
	['unknown', { library: '/usr/lib64/libflexiblas.so.3' }],
	['unknown', { library: '/venv/torch/lib/libtorch_cpu.so', has_mkl: false }],
	['unknown', {}],
	['unknown', undefined]
])('on a BLAS that is %s there is no ratio, and words that say what to install', (kind, blas) => {
	const verdict = judgeBlas(parseBlas(blas), true);
	expect(verdict.kind).toBe(kind);
	expect(verdict.refusal).toContain('libopenblas0-pthread');
	expect(lineOf({ blas, is_cpu: true })).toBe(WITHOUT_RATIO);
	expect(lineOf({ blas })).toBe(WITHOUT_RATIO);
});

test('on a GPU the BLAS of the CPU forbids nothing', () => {
	expect(lineOf({ blas: REFERENCE, is_cpu: false })).toBe(WITH_RATIO);
});

test('library, file, kind of core, threads and speed stand beside the number', () => {
	expect(judgeBlas(parseBlas(OPENBLAS), true).words).toBe(
		`BLAS: OpenBLAS (${DEBIAN}/openblas-pthread/libblas.so.3), ${OPENBLAS.openblas}, ` +
			'2 threads of its own, PyTorch on 1 thread, 28.1 GFLOP/s at 512 x 512'
	);
	expect(judgeBlas(parseBlas(REFERENCE), true).words).toBe(
		`BLAS: the reference BLAS (${REFERENCE.library})`
	);
});

test('PyTorch runs without a choice of OpenBLAS kernels that the environment makes', async () => {
	for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE', 'OPENBLAS_NUM_THREADS']) {
		vi.stubEnv(name, '7');
	}
	const script = 'console.log(JSON.stringify({ env: process.env }))';
	const answer = await new TorchProcess(process.execPath, ['-e', script]).answer();
	expect(answer?.['env']).not.toHaveProperty('OPENBLAS_CORETYPE');
	expect(answer?.['env']).not.toHaveProperty('OPENBLAS_L2_SIZE');
	// The user chooses the number of threads.
	expect(answer?.['env']).toHaveProperty('OPENBLAS_NUM_THREADS', '7');
});
