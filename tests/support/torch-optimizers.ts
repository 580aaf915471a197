/**
 * PyTorch's optimizers on plain arrays in float64, written from its documentation; not from the
 * engine.
 */
export interface PlainOptimizer {
	/** One update of the weights, in place. */
	step(weights: Float64Array, gradients: ArrayLike<number>): void;
}

/** torch.optim.AdamW with LambdaLR(min(t / warmup, 1)). */
export function torchAdamW(o: {
	readonly lr: number;
	readonly weightDecay: number;
	readonly betas: readonly [number, number];
	readonly eps: number;
	readonly warmup: number;
	/** As torch.optim.Adam: the decay is added to the gradient. */
	readonly isCoupled?: boolean;
}): PlainOptimizer {
	const m: number[] = [];
	const v: number[] = [];
	let t = 0;
	return {
		step(weights, gradients) {
			const lr = o.lr * (o.warmup > 0 ? Math.min(t / o.warmup, 1) : 1);
			t += 1;
			for (let i = 0; i < weights.length; i++) {
				let g = gradients[i] ?? NaN;
				let w = weights[i] ?? NaN;
				if (o.isCoupled === true) g += o.weightDecay * w;
				else w -= lr * o.weightDecay * w;
				const mi = o.betas[0] * (m[i] ?? 0) + (1 - o.betas[0]) * g;
				const vi = o.betas[1] * (v[i] ?? 0) + (1 - o.betas[1]) * g * g;
				m[i] = mi;
				v[i] = vi;
				const mHat = mi / (1 - o.betas[0] ** t);
				const vHat = vi / (1 - o.betas[1] ** t);
				weights[i] = w - (lr * mHat) / (Math.sqrt(vHat) + o.eps);
			}
		}
	};
}

/** torch.optim.SGD; `decoupled` decays the weights instead of adding to the gradient. */
export function torchSgd(o: {
	readonly lr: number;
	readonly weightDecay: number;
	readonly momentum: number;
	readonly dampening: number;
	readonly nesterov: boolean;
	readonly decoupled: boolean;
}): PlainOptimizer {
	let buffer: number[] | undefined;
	return {
		step(weights, gradients) {
			const before = buffer;
			const next: number[] = [];
			for (let i = 0; i < weights.length; i++) {
				const w = weights[i] ?? NaN;
				let g = gradients[i] ?? NaN;
				if (!o.decoupled) g += o.weightDecay * w;
				let direction = g;
				if (o.momentum !== 0) {
					// The first buffer is a copy of the first gradient: dampening does not apply to
					// it.
					const b =
						before === undefined ? g : o.momentum * (before[i] ?? NaN) + (1 - o.dampening) * g;
					next.push(b);
					direction = o.nesterov ? g + o.momentum * b : b;
				}
				const decayed = o.decoupled ? w - o.lr * o.weightDecay * w : w;
				weights[i] = decayed - o.lr * direction;
			}
			buffer = next;
		}
	};
}
