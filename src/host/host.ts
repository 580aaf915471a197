/**
 * What the engine is handed by the place it runs in: it looks for nothing itself, so a Worker and
 * Node run the same code.
 */
export interface Host {
	/** Undefined where this place has no WebGPU. */
	readonly gpu: GPU | undefined;
	/** WGSL text by stem; files of shaders/lib/ as `lib/<stem>`. */
	readonly shaders: Readonly<Record<string, string>>;
	/** Monotonic clock, in milliseconds. */
	readonly now: () => number;
}
