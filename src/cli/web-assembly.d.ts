/** What the kernels need of Node's WebAssembly: neither ES2023 nor Node's own types declare it. */
declare namespace WebAssembly {
	interface Module {
		readonly [Symbol.toStringTag]: string;
	}
	class Memory {
		constructor(size: { initial: number; maximum: number; shared?: boolean });
		readonly buffer: ArrayBufferLike;
	}
	type Exports = Readonly<Record<string, unknown>>;
	function compile(bytes: Uint8Array): Promise<Module>;
	function instantiate(
		module: Module,
		imports: { env: { memory: Memory } }
	): Promise<{ readonly exports: Exports }>;
}
