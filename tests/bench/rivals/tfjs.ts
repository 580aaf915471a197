import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { Experiment } from './experiment.ts';
import type { Runner } from './runner.ts';

const ATTENTION = 'blocks.0.attn.';
const MLP = 'blocks.0.mlp.';

type TfjsBackend = 'webgpu' | 'wasm';

/** Rows of a table [p, ...] by token. */
type Choose = (table: tf.Tensor, tokens: tf.Tensor1D) => tf.Tensor;

const byGather: Choose = (table, tokens) => tf.gather(table, tokens);

/**
 * By one-hot rows, as with jax-js: the gradient of a gather needs UnsortedSegmentSum, which the
 * WebAssembly backend does not have.
 */
const byOneHot =
	(p: number): Choose =>
	(table, tokens) => {
		const [, ...rest] = table.shape;
		const rows = tf.matMul(tf.cast(tf.oneHot(tokens, p), 'float32'), tf.reshape(table, [p, -1]));
		return tf.reshape(rows, [tokens.shape[0], ...rest]);
	};

/** The mean loss of the last position, keys and values once per token and position. */
function lossOf(
	{ sizes, a, b, answer }: Experiment,
	of: (name: string) => tf.Tensor,
	choose: Choose
) {
	const { p, d_model: d, n_heads: heads } = sizes;
	const dHead = d / heads;
	const rows = a.length;
	const tokensA = tf.keep(tf.tensor1d(a, 'int32'));
	const tokensB = tf.keep(tf.tensor1d(b, 'int32'));
	const answers = tf.keep(tf.oneHot(tf.tensor1d(answer, 'int32'), p + 1));
	const inputs = [tokensA, tokensB, answers];
	const square = (name: string) => tf.reshape(tf.transpose(of(name), [1, 0, 2]), [d, d]);
	const matmul = (x: tf.Tensor, y: tf.Tensor) => tf.matMul<tf.Tensor>(x, y);
	const loss = (): tf.Scalar => {
		const [tokens, equals] = tf.split(of('embed.W_E'), [p, 1], 0);
		const [position0, position1, position2] = tf.split(of('pos_embed.W_pos'), 3, 0);
		if (tokens === undefined || equals === undefined || position0 === undefined) {
			throw new Error('tfjs: split gave too few parts');
		}
		if (position1 === undefined || position2 === undefined) {
			throw new Error('tfjs: split gave too few parts');
		}
		const atA = tf.add(tokens, position0);
		const atB = tf.add(tokens, position1);
		const atEquals = tf.add(equals, position2); // [1, d]
		const query = matmul(atEquals, square(`${ATTENTION}W_Q`));
		const keys = square(`${ATTENTION}W_K`);
		const values = square(`${ATTENTION}W_V`);
		const scores = (x: tf.Tensor) =>
			tf.div(
				tf.sum(tf.reshape(tf.mul(matmul(x, keys), query), [-1, heads, dHead]), -1),
				Math.sqrt(dHead)
			); // [p or 1, heads]
		const valuesAt = (x: tf.Tensor) => tf.reshape(matmul(x, values), [-1, heads, dHead]);
		const perPair = tf.stack(
			[
				choose(scores(atA), tokensA),
				choose(scores(atB), tokensB),
				tf.tile(scores(atEquals), [rows, 1])
			],
			2
		);
		const weights = tf.split(tf.softmax(perPair), 3, 2); // [rows, heads, 1] each
		const parts = [
			choose(valuesAt(atA), tokensA),
			choose(valuesAt(atB), tokensB),
			valuesAt(atEquals)
		];
		const mixed = parts
			.map((part, j) => tf.mul(weights[j] ?? part, part))
			.reduce((x, y) => tf.add(x, y));
		const attended = matmul(
			tf.reshape(mixed, [rows, d]),
			tf.reshape(of(`${ATTENTION}W_O`), [d, d])
		);
		const middle = tf.add(attended, atEquals);
		const hidden = tf.relu(tf.add(matmul(middle, of(`${MLP}W_in`)), of(`${MLP}b_in`)));
		const written = tf.add(matmul(hidden, of(`${MLP}W_out`)), of(`${MLP}b_out`));
		const logits = matmul(tf.add(middle, written), of('unembed.W_U'));
		return tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(answers, logits);
	};
	return { loss, inputs };
}

export async function createTfjs(experiment: Experiment, backend: TfjsBackend): Promise<Runner> {
	setWasmPaths({
		'tfjs-backend-wasm.wasm': plainWasm,
		'tfjs-backend-wasm-simd.wasm': simdWasm,
		'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm
	});
	await tf.setBackend(backend);
	await tf.ready();
	const { lr, weight_decay, beta1, beta2, eps } = experiment.optimizer;
	const variables = new Map(
		experiment.parameters.map(({ name, shape, data }) => [
			name,
			tf.variable(tf.tensor(data, [...shape]))
		])
	);
	const of = (name: string): tf.Tensor => {
		const variable = variables.get(name);
		if (variable === undefined) throw new Error(`tfjs: expected a weight "${name}", got none`);
		return variable;
	};
	const { loss, inputs } = lossOf(
		experiment,
		of,
		backend === 'wasm' ? byOneHot(experiment.sizes.p) : byGather
	);
	const adam = tf.train.adam(lr, beta1, beta2, eps);
	const list = [...variables.values()];
	/** AdamW: tfjs has Adam alone, so weights decay first, as in PyTorch. */
	const advance = (): tf.Scalar => {
		const { value, grads } = tf.variableGrads(loss, list);
		tf.tidy(() => {
			for (const variable of list) variable.assign(tf.mul(variable, 1 - lr * weight_decay));
		});
		adam.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
		tf.dispose(grads);
		return value;
	};
	return {
		async losses(steps) {
			const losses: number[] = [];
			for (let i = 0; i < steps; i++) {
				const value = advance();
				losses.push((await value.data())[0] ?? NaN);
				value.dispose();
			}
			return losses;
		},
		async train(steps) {
			let last: tf.Scalar | undefined;
			for (let i = 0; i < steps; i++) {
				last?.dispose();
				last = advance();
			}
			await last?.data();
			// The loss is ready before the last update: a weight is the last thing to be.
			await list.at(-1)?.data();
			last?.dispose();
		},
		dispose() {
			for (const tensor of [...list, ...inputs]) tensor.dispose();
			adam.dispose();
		}
	};
}
