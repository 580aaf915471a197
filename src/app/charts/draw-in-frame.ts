/**
 * Time that drawings may take from one frame, in milliseconds. Several charts change at once, when
 * an evaluation arrives or a tab opens, and in one frame they would block the page for their sum.
 */
const FRAME_BUDGET_MS = 12;

/** Drawings that wait, in the order of their requests. */
const waiting = new Set<() => void>();
let frame = 0;

/**
 * Draws in the next frame that has time for it, after what was requested before. A request that
 * already waits keeps its place.
 * @returns a function that cancels the request
 */
export function drawInFrame(draw: () => void): () => void {
	waiting.add(draw);
	request();
	return () => {
		waiting.delete(draw);
	};
}

function request(): void {
	if (frame === 0 && waiting.size > 0) frame = requestAnimationFrame(drawWaiting);
}

function drawWaiting(): void {
	frame = 0;
	const start = performance.now();
	try {
		// What is requested by a drawing waits for the next frame.
		for (const draw of [...waiting]) {
			// A drawing before it may have cancelled it.
			if (waiting.delete(draw)) draw();
			if (performance.now() - start >= FRAME_BUDGET_MS) break;
		}
	} finally {
		request();
	}
}
