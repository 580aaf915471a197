/**
 * Places of the counters in shared memory, in elements of four bytes. What many threads write has a
 * cache line of its own.
 */
const NEXT = 0;
const DONE = 16;
const END = 32;
const CALL = 33;
const FIRST = 34;
const WAKE = 35;
const SLEEPERS = 36;
const IS_CALLER_ASLEEP = 37;
const IS_STOPPED = 38;
const FAILURES = 39;
const PLACES = 48;

/**
 * How long a thread looks for work before it sleeps. Waking it takes some 10 to 50 microseconds,
 * and the longest gaps between divided calls of a training step are about as long.
 */
const SPIN_MS = 0.1;
/** Looks between two readings of the clock. */
const LOOKS = 200;
/** How long no block may end before the others are given up. */
const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 1000;

/**
 * The blocks of one call at a time, which several threads take one by one. Blocks have tickets that
 * count up from call to call. The next call is published when all blocks of the one before have
 * ended: the thread of a taken ticket can therefore read which call it belongs to.
 */
export class BlockQueue {
	readonly buffer: SharedArrayBuffer;
	readonly #places: Int32Array<SharedArrayBuffer>;

	constructor(buffer = new SharedArrayBuffer(4 * PLACES)) {
		this.buffer = buffer;
		this.#places = new Int32Array(buffer);
	}

	/** Number of the published call. */
	get call(): number {
		return Atomics.load(this.#places, CALL);
	}

	/** Whether a kernel has failed in a thread. */
	get hasFailed(): boolean {
		return Atomics.load(this.#places, FAILURES) > 0;
	}

	/** Offers the blocks of a call. Only when all blocks before have ended. */
	publish(call: number, blocks: number): void {
		const places = this.#places;
		const first = Atomics.load(places, END);
		Atomics.store(places, CALL, call);
		Atomics.store(places, FIRST, first);
		Atomics.store(places, END, (first + blocks) | 0);
		this.#wake();
	}

	/** Takes a block. @returns its number in the call; -1 when none is left */
	take(): number {
		const places = this.#places;
		for (;;) {
			const ticket = Atomics.load(places, NEXT);
			if (ticket === Atomics.load(places, END)) return -1;
			const found = Atomics.compareExchange(places, NEXT, ticket, (ticket + 1) | 0);
			if (found === ticket) return (ticket - Atomics.load(places, FIRST)) | 0;
		}
	}

	/** Reports that a taken block has ended. */
	finish(): void {
		const places = this.#places;
		const done = (Atomics.add(places, DONE, 1) + 1) | 0;
		const isLast = done === Atomics.load(places, END);
		if (isLast && Atomics.load(places, IS_CALLER_ASLEEP) === 1) Atomics.notify(places, DONE);
	}

	/** Ends all waiting, without work. */
	stop(): void {
		Atomics.store(this.#places, IS_STOPPED, 1);
		this.#wake();
	}

	fail(): void {
		Atomics.add(this.#places, FAILURES, 1);
	}

	/** Calls back for every block that there is, waiting for more, until the queue is stopped. */
	serve(runBlock: (call: number, block: number) => void): void {
		const places = this.#places;
		while (Atomics.load(places, IS_STOPPED) === 0) {
			// Read before looking for a block: what is published after that changes it.
			const wake = Atomics.load(places, WAKE);
			const block = this.take();
			if (block < 0) {
				this.#awaitChange(WAKE, wake);
				continue;
			}
			try {
				runBlock(this.call, block);
			} catch {
				this.fail();
			}
			this.finish();
		}
	}

	/** Waits until all blocks have ended. @returns whether they did */
	awaitBlocks(): boolean {
		const places = this.#places;
		const end = Atomics.load(places, END);
		if (this.#spin(() => Atomics.load(places, DONE) === end)) return true;
		Atomics.store(places, IS_CALLER_ASLEEP, 1);
		let patience = PATIENCE_MS;
		let done = Atomics.load(places, DONE);
		while (done !== end && patience > 0) {
			const outcome = Atomics.wait(places, DONE, done, LOOK_AGAIN_MS);
			patience = outcome === 'timed-out' ? patience - LOOK_AGAIN_MS : PATIENCE_MS;
			done = Atomics.load(places, DONE);
		}
		Atomics.store(places, IS_CALLER_ASLEEP, 0);
		return done === end;
	}

	#wake(): void {
		Atomics.add(this.#places, WAKE, 1);
		if (Atomics.load(this.#places, SLEEPERS) > 0) Atomics.notify(this.#places, WAKE);
	}

	#awaitChange(place: number, seen: number): void {
		const places = this.#places;
		if (this.#spin(() => Atomics.load(places, place) !== seen)) return;
		Atomics.add(places, SLEEPERS, 1);
		Atomics.wait(places, place, seen);
		Atomics.sub(places, SLEEPERS, 1);
	}

	/** @returns whether it became so in time */
	#spin(isSo: () => boolean): boolean {
		const until = performance.now() + SPIN_MS;
		do {
			for (let i = 0; i < LOOKS; i++) if (isSo()) return true;
		} while (performance.now() < until);
		return false;
	}
}
