import { listFiles, readSource, stemOf } from './source-files.ts';

/** What a kernel file declares, read with regular expressions that only our own style satisfies. */
export interface WgslFile {
	readonly header: string;
	/** Bindings of group 0 in the order of their numbers. */
	readonly bindings: readonly {
		readonly name: string;
		readonly access: string;
		readonly type: string;
	}[];
	/** Binding numbers of group 0 as written: 0, 1, 2, ... */
	readonly bindingNumbers: readonly number[];
	/** Whether group 1 is exactly `params: Params` at binding 0. */
	readonly hasParams: boolean;
	/** Fields of `Params` as `name: type`. */
	readonly fields: readonly string[];
	/** Overrides with the value of their initializer, undefined without one. */
	readonly overrides: ReadonlyMap<string, number | undefined>;
	/** Constants of the module, which kernels may take from the libraries in front of them. */
	readonly constants: ReadonlyMap<string, number>;
	readonly entryPoints: readonly { readonly name: string; readonly size: readonly string[] }[];
	/** Lengths of workgroup arrays, as written. */
	readonly workgroupLengths: readonly string[];
}

const STORAGE =
	/@group\(0\) @binding\((\d+)\) var<storage, (read|read_write)> (\w+): (array<\w+>);/g;
const UNIFORM = /@group\(1\) @binding\(0\) var<uniform> params: Params;/;
const OVERRIDE = /^override (\w+): \w+(?: = ([\d.]+)[uif]?)?;/gm;
const CONSTANT = /^const (\w+) = (\d+)u;/gm;
const ENTRY = /@compute @workgroup_size\(([^)]*)\)\s*fn (\w+)/g;
const WORKGROUP_ARRAY = /var<workgroup> \w+: array<[^;]*, (\w+)>;/g;

const withoutComments = (text: string): string => text.replace(/\/\/.*$/gm, '');

export function parseWgsl(text: string): WgslFile {
	const code = withoutComments(text);
	const storage = [...code.matchAll(STORAGE)];
	const struct = /struct Params \{([^}]*)\}/.exec(code)?.[1] ?? '';
	return {
		header: /^(\/\/.*\n)*/.exec(text)?.[0] ?? '',
		// Four floats at a time are floats too.
		bindings: storage.map(([, , access = '', name = '', type = '']) => ({
			name,
			access,
			type: type.replace('vec4f', 'f32')
		})),
		bindingNumbers: storage.map(([, number]) => Number(number)),
		hasParams: UNIFORM.test(code) && (code.match(/@group\((?!0\))/g) ?? []).length === 1,
		fields: struct
			.split(/[,\n]/)
			.map((field) => field.trim())
			.filter((field) => field !== ''),
		overrides: new Map(
			[...code.matchAll(OVERRIDE)].map(([, name = '', value]) => [
				name,
				value === undefined ? undefined : Number(value)
			])
		),
		constants: new Map(
			[...code.matchAll(CONSTANT)].map(([, name = '', value]) => [name, Number(value)])
		),
		entryPoints: [...code.matchAll(ENTRY)].map(([, size = '', name = '']) => ({
			name,
			size: size.split(',').map((part) => part.trim())
		})),
		workgroupLengths: [...code.matchAll(WORKGROUP_ARRAY)].map(([, length = '']) => length)
	};
}

/**
 * Kernels and libraries by the name that a kernel call has for them: the folder of a subject is no
 * part of it.
 */
export const SHADER_FILES: readonly (readonly [name: string, path: string])[] = listFiles(
	'shaders',
	'.wgsl'
).map((path) => [(path.startsWith('shaders/lib/') ? 'lib/' : '') + stemOf(path), path]);

const paths = new Map(SHADER_FILES);

const textOf = (name: string): string => readSource(paths.get(name) ?? `shaders/${name}.wgsl`);

/**
 * What a kernel declares together with the libraries in front of it; the header is the kernel's.
 * @param shader in any folder of shaders/
 */
export function readWgsl(shader: string, libraries: readonly string[]): WgslFile {
	const own = textOf(shader);
	const parts = [...libraries.map((stem) => textOf(`lib/${stem}`)), own];
	return { ...parseWgsl(parts.join('\n')), header: parseWgsl(own).header };
}
