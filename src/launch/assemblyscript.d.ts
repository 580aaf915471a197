/**
 * Runs the compiler of AssemblyScript. The package's own declarations add globals, among them
 * another `Array`, to every file that is checked together with them.
 */
export declare function main(args: readonly string[]): Promise<{
	readonly error: Error | null;
	readonly stderr: { toString(): string };
}>;
