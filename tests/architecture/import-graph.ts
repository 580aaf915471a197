import { cruise, type IDependency } from 'dependency-cruiser';

/** One import of one file. */
export interface Import {
	/** File from the repository's root. */
	readonly from: string;
	/** As written. */
	readonly specifier: string;
	/** File from the root; the name of a package; or a Node built-in without `node:`. */
	readonly to: string;
	readonly kind: 'file' | 'package' | 'builtin' | 'unresolved';
	readonly isTypeOnly: boolean;
	/** The files of the cycle that this import closes; empty without one. */
	readonly cycle: readonly string[];
}

/** `@scope/name/deep` and `name/deep` without `/deep`. */
function packageName(specifier: string): string {
	return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function kindOf(dependency: IDependency): Import['kind'] {
	if (dependency.coreModule) return 'builtin';
	if (dependency.couldNotResolve) return 'unresolved';
	return dependency.resolved.includes('node_modules/') ? 'package' : 'file';
}

function toImport(from: string, dependency: IDependency): Import {
	const kind = kindOf(dependency);
	return {
		from,
		specifier: dependency.module,
		to: kind === 'package' ? packageName(dependency.module) : dependency.resolved,
		kind,
		isTypeOnly: dependency.dependencyTypes.includes('type-only'),
		cycle: (dependency.cycle ?? []).map(({ name }) => name)
	};
}

/** Every import of every file under the folders, types included, `.svelte` files too. */
export async function readImports(...folders: readonly string[]): Promise<readonly Import[]> {
	const { output } = await cruise(
		[...folders],
		{
			tsPreCompilationDeps: true,
			doNotFollow: { path: 'node_modules' },
			// Cycles are only searched if a rule requires it.
			validate: true,
			ruleSet: { forbidden: [{ from: {}, to: { circular: true } }] }
		},
		{
			extensions: ['.ts', '.svelte', '.mjs', '.js'],
			conditionNames: ['svelte', 'import', 'node', 'default'],
			exportsFields: ['exports']
		}
	);
	if (typeof output === 'string') throw new Error(`dependency-cruiser: ${output}`);
	return output.modules
		.filter(({ source }) => folders.some((folder) => source.startsWith(`${folder}/`)))
		.flatMap(({ source, dependencies }) =>
			dependencies
				// Imports that Svelte's compiler adds to components.
				.filter(({ module }) => !module.startsWith('svelte/internal'))
				// The address of a worker's script, as in `new URL(..., import.meta.url)`: none of
				// its code comes in.
				.filter(({ module }) => !module.endsWith('?worker&url'))
				// Made by a plugin of vite (src/launch/wasm-kernels.mjs).
				.filter(({ module }) => !module.startsWith('virtual:'))
				.map((dependency) => toImport(source, dependency))
		);
}
