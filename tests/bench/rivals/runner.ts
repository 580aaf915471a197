/** A library that trains an experiment, starting from its initial weights. */
export interface Runner {
	/** Trains a number of steps and returns the train loss before each. */
	losses(steps: number): Promise<readonly number[]>;
	/** Trains a number of steps as fast as possible; resolves when all have ended. */
	train(steps: number): Promise<void>;
	dispose(): void;
}
