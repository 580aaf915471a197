import { toPlainError, type PlainError } from '../../../src/engine/core/lab-error.ts';

/**
 * The error that a promise is rejected with, as plain data. @throws Error when it is not rejected
 */
export async function rejection(promise: Promise<unknown>): Promise<PlainError> {
	return promise.then(() => {
		throw new Error('expected a rejection');
	}, toPlainError);
}

/** The error that a function throws, as plain data. @throws Error when it throws none */
export function thrown(act: () => void): PlainError {
	try {
		act();
	} catch (error) {
		return toPlainError(error);
	}
	throw new Error('expected an error');
}
