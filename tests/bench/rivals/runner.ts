/** One way to train an experiment, from its initial weights on. */
export interface Runner {
	/** Trains so many steps and says the train loss before each. */
	losses(steps: number): Promise<readonly number[]>;
	/** Trains so many steps as fast as it can, until all are done. */
	train(steps: number): Promise<void>;
	dispose(): void;
}
