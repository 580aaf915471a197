import { LabError } from '../engine/core/lab-error.ts';

/** Milliseconds that a turn of the event loop waits while the GPU works, a hundredth of a burst. */
const REST_MS = 1;

const cell = new Int32Array(new SharedArrayBuffer(4));
const patientPrototypes = new WeakSet();
let waiting = 0;
/** At most one wait in each turn, for any number of promises. */
let isResting = false;

function rest(): void {
	if (waiting === 0) {
		isResting = false;
		return;
	}
	Atomics.wait(cell, 0, 0, REST_MS);
	setImmediate(rest);
}

function restUntil(promise: Promise<unknown>): void {
	waiting++;
	if (!isResting) {
		isResting = true;
		setImmediate(rest);
	}
	const done = (): void => {
		waiting--;
	};
	promise.then(done, done);
}

/**
 * Makes every turn of the event loop wait a millisecond while a promise from these methods is
 * pending. dawn.node 0.6.2 polls for finished work in every turn (`setImmediate`), so the main
 * thread is busy while a read is awaited, and a driver that runs on the CPU has one core less
 * (dawn-gpu/node-webgpu issue 17). On two cores a step then takes about 1.6 times as long. A second
 * call for the same prototype does nothing.
 * @throws LabError `no-webgpu` if there is no such method
 */
export function pollPatiently(prototype: object, names: readonly string[]): void {
	if (patientPrototypes.has(prototype)) return;
	patientPrototypes.add(prototype);
	for (const name of names) {
		const method: unknown = Reflect.get(prototype, name);
		if (typeof method !== 'function') {
			throw new LabError('no-webgpu', `node host: expected a method ${name} in Dawn, got none`);
		}
		Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]): unknown {
			const result: unknown = Reflect.apply(method, this, args);
			if (result instanceof Promise) restUntil(result);
			return result;
		});
	}
}
