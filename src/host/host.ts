/**
 * What the engine gets from its environment. It never looks for these itself, so a Worker and Node
 * run the same code.
 */
export interface Host {
	/** Undefined if the environment has no WebGPU. */
	readonly gpu: GPU | undefined;
	/**
	 * WGSL text by stem; files of shaders/lib/ as `lib/<stem>`.
	 * @throws LabError `no-kernels`
	 */
	readonly loadShaders: () => Promise<Readonly<Record<string, string>>>;
	/** Monotonic clock, in milliseconds. */
	readonly now: () => number;
}
