import {
	blockUntilReady,
	defaultDevice,
	devicePut,
	init,
	jit,
	nn,
	numpy as np,
	tree,
	valueAndGrad
} from '@jax-js/jax';
import type { Experiment } from './experiment.ts';
import type { Runner } from './runner.ts';

type Weights = Record<string, np.Array>;
/** One-hot rows. */
type Data = { a: np.Array; b: np.Array; answer: np.Array };
/** Moments, and the powers of beta1 and beta2 that correct their bias. */
type State = { weights: Weights; first: Weights; second: Weights; powers: np.Array };

const ATTENTION = 'blocks.0.attn.';
const MLP = 'blocks.0.mlp.';

/** jax-js frees an array when a function has used it: `of` hands out another reference. */
function reader(arrays: Weights): (name: string) => np.Array {
	return (name) => {
		const array = arrays[name];
		if (array === undefined) throw new Error(`jax-js: expected a weight "${name}", got none`);
		return array.ref;
	};
}

/**
 * Mean cross-entropy of the last position, as a careful user writes it: keys and values once per
 * token and position, rows of them chosen per pair.
 */
function lossOf({ sizes }: Experiment): (weights: Weights, data: Data) => np.Array {
	const { p, d_model: d, n_heads: heads } = sizes;
	const dHead = d / heads;
	const count = (data: Data) => data.a.shape[0] ?? 0;
	return (weights, data) => {
		const of = reader(weights);
		const rows = count(data);
		const square = (name: string) => np.reshape(np.transpose(of(name), [1, 0, 2]), [d, d]);
		const tokens = of('embed.W_E').slice([0, p]);
		const position = (i: number) => of('pos_embed.W_pos').slice([i, i + 1]);
		const atA = tokens.ref.add(position(0)); // [p, d]
		const atB = tokens.add(position(1)); // [p, d]
		const atEquals = of('embed.W_E')
			.slice([p, p + 1])
			.add(position(2)); // [1, d]
		const query = np.matmul(atEquals.ref, square(`${ATTENTION}W_Q`)); // [1, d]
		const keys = square(`${ATTENTION}W_K`);
		const values = square(`${ATTENTION}W_V`);
		const scores = (x: np.Array) =>
			np
				.matmul(x, keys.ref)
				.mul(query.ref)
				.reshape([-1, heads, dHead])
				.sum(-1)
				.mul(1 / Math.sqrt(dHead)); // [p or 1, heads]
		const valuesAt = (x: np.Array) => np.matmul(x, values.ref).reshape([-1, heads, dHead]); // [p or 1, heads, d_head]
		// By one-hot rows: gradients of a gather (`take`) do not compile under `jit` in jax-js
		// 0.1.25 ("routine primitive scatter input is not imm"), and the products are small beside
		// the MLP's.
		const choose = (table: np.Array, index: np.Array) => {
			const rest = table.shape.slice(1);
			return np.matmul(index, table.reshape([p, -1])).reshape([rows, ...rest]);
		};
		const perPair = np.stack(
			[
				choose(scores(atA.ref), data.a.ref),
				choose(scores(atB.ref), data.b.ref),
				np.broadcastTo(scores(atEquals.ref), [rows, heads])
			],
			2
		); // [rows, heads, 3]
		const pattern = nn.softmax(perPair, -1);
		const weight = (j: number) => pattern.ref.slice([], [], [j, j + 1]); // [rows, heads, 1]
		const mixed = weight(0)
			.mul(choose(valuesAt(atA), data.a.ref))
			.add(weight(1).mul(choose(valuesAt(atB), data.b.ref)))
			.add(weight(2).mul(valuesAt(atEquals.ref)))
			.reshape([rows, d]);
		const attended = np.matmul(mixed, of(`${ATTENTION}W_O`).reshape([d, d]));
		const middle = attended.add(atEquals); // [rows, d]
		const hidden = nn.relu(np.matmul(middle.ref, of(`${MLP}W_in`)).add(of(`${MLP}b_in`)));
		const written = np.matmul(hidden, of(`${MLP}W_out`)).add(of(`${MLP}b_out`));
		const logits = np.matmul(middle.add(written), of('unembed.W_U')); // [rows, p + 1]
		const chosen = logits.ref.mul(data.answer.ref).sum(-1);
		for (const array of [keys, values, query, pattern]) array.dispose();
		tree.dispose(weights);
		tree.dispose(data);
		return nn.logsumexp(logits, -1).sub(chosen).mean();
	};
}

/** One jitted train step: loss, gradients, AdamW in PyTorch's order. Consumes what it is given. */
function createStep(experiment: Experiment) {
	const { lr, weight_decay, beta1, beta2, eps } = experiment.optimizer;
	const lossAndGradient = valueAndGrad(lossOf(experiment));
	return jit(({ weights, first, second, powers }: State, data: Data) => {
		const [loss, gradients] = lossAndGradient(tree.ref(weights), data);
		const next = powers.mul(np.array([beta1, beta2]));
		const correction = np.subtract(1, next.ref);
		const correction1 = correction.ref.slice(0);
		const correction2 = correction.slice(1);
		const updated: State = { weights: {}, first: {}, second: {}, powers: next };
		for (const [name, gradient] of Object.entries(gradients)) {
			const of = (arrays: Weights) => reader(arrays)(name);
			const m = of(first)
				.mul(beta1)
				.add(gradient.ref.mul(1 - beta1));
			const v = of(second)
				.mul(beta2)
				.add(np.square(gradient).mul(1 - beta2));
			const scale = np.sqrt(v.ref.div(correction2.ref)).add(eps);
			const update = m.ref.div(correction1.ref).div(scale).mul(lr);
			updated.weights[name] = of(weights)
				.mul(1 - lr * weight_decay)
				.sub(update);
			updated.first[name] = m;
			updated.second[name] = v;
		}
		correction1.dispose();
		correction2.dispose();
		tree.dispose(weights);
		tree.dispose(first);
		tree.dispose(second);
		return { state: updated, loss };
	});
}

/** One-hot rows [count, classes], made once. */
function chosenRows(values: Int32Array, classes: number): np.Array {
	const rows = new Float32Array(values.length * classes);
	values.forEach((value, i) => (rows[i * classes + value] = 1));
	return np.array(rows).reshape([values.length, classes]);
}

/** Not `item`, whose blocking read ends Chromium's GPU process on a software adapter. */
async function numberOf(array: np.Array): Promise<number> {
	const value: unknown = await array.jsAsync();
	return typeof value === 'number' ? value : NaN;
}

export async function createJax(
	experiment: Experiment,
	device: 'webgpu' | 'wasm'
): Promise<Runner> {
	const available = await init(device);
	if (!available.includes(device)) {
		throw new Error(`jax-js: expected the device "${device}", got ${available.join(', ')}`);
	}
	defaultDevice(device);
	const { parameters, sizes, a, b, answer } = experiment;
	const tensors = (of: (data: Float32Array) => Float32Array): Weights =>
		Object.fromEntries(
			parameters.map(({ name, shape, data }) => [
				name,
				np.array(Float32Array.from(of(data))).reshape([...shape])
			])
		);
	const zeros = (data: Float32Array) => new Float32Array(data.length);
	const start: State = {
		weights: tensors((data) => data),
		first: tensors(zeros),
		second: tensors(zeros),
		powers: np.array([1, 1])
	};
	const inputs: Data = {
		a: chosenRows(a, sizes.p),
		b: chosenRows(b, sizes.p),
		answer: chosenRows(answer, sizes.p + 1)
	};
	let state = await devicePut(start, device);
	const data = await devicePut(inputs, device);
	const step = createStep(experiment);
	const advance = () => {
		defaultDevice(device);
		const result = step(state, tree.ref(data));
		state = result.state;
		return result.loss;
	};
	return {
		async losses(steps) {
			const losses: number[] = [];
			for (let i = 0; i < steps; i++) losses.push(await numberOf(advance()));
			return losses;
		},
		async train(steps) {
			for (let i = 0; i < steps; i++) advance().dispose();
			await blockUntilReady(state);
		},
		dispose() {
			tree.dispose(state);
			tree.dispose(data);
			step.dispose();
		}
	};
}
