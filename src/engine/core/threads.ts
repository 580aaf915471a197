/**
 * Threads of a session in WebAssembly at most. Each has scratch memory of its own, and the plan's
 * memory is laid out before the number of threads is known.
 */
export const MOST_THREADS = 8;
