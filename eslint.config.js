import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';

const TYPED = ['**/*.ts', '**/*.svelte'];
/** Kernels in AssemblyScript: its compiler checks their types. */
const KERNELS = ['**/*.as.ts'];
const CODECS = ['src/**/*codec*.ts', 'src/**/codec/**/*.ts'];
const CONFIG_FILES = ['*.config.{js,ts}', 'e2e/**/playwright.config.ts'];
const TESTS = ['tests/**/*.ts', 'e2e/**/*.ts'];

/**
 * ESLint's complexity, except that `?? literal` is no branch: under noUncheckedIndexedAccess, `x[i] ?? 0` is how a
 * typed array is read.
 */
const plainComplexity = builtinRules.get('complexity');
const complexity = {
	meta: plainComplexity.meta,
	create(context) {
		const visitor = plainComplexity.create(context);
		return {
			...visitor,
			LogicalExpression(node) {
				if (node.operator === '??' && node.right.type === 'Literal') return;
				visitor.LogicalExpression(node);
			}
		};
	}
};

/** Budgets and bans of every source file, in any language. */
const EVERYWHERE = {
	'lab/complexity': ['error', 12],
	'max-lines': ['error', 300],
	'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
	'no-console': 'error',
	eqeqeq: 'error',
	curly: ['error', 'multi-line'],
	'no-restricted-properties': [
		'error',
		{
			object: 'Math',
			property: 'random',
			message: 'A seed must mean the same run everywhere: use engine/core/rng.ts.'
		}
	],
	'no-restricted-syntax': [
		'error',
		{
			selector: 'MemberExpression[property.name="name"][object.property.name="constructor"]',
			message: 'Minifiers rename classes: give it an id of its own.'
		},
		{
			selector: 'ExportDefaultDeclaration',
			message: 'Named exports only: a file is named after its one export.'
		},
		{
			selector: 'ExportAllDeclaration, ExportNamedDeclaration[source]',
			message: 'No barrels: only a registry.ts exports what other files make.'
		}
	]
};

const [constructorName, defaultExport, barrel] = EVERYWHERE['no-restricted-syntax'].slice(1);

/** On top of typescript-eslint's strictTypeChecked. */
const TYPED_RULES = {
	// Types do it, and know the globals of each room.
	'no-undef': 'off',
	'@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
	'@typescript-eslint/consistent-type-imports': 'error',
	'@typescript-eslint/switch-exhaustiveness-check': 'error',
	// A number prints as people expect; anything else must say how it prints.
	'@typescript-eslint/restrict-template-expressions': [
		'error',
		{
			allowNumber: true,
			allowAny: false,
			allowBoolean: false,
			allowNever: false,
			allowNullish: false,
			allowRegExp: false
		}
	],
	// `(_, b) => ...`: the name says that it is not used.
	'@typescript-eslint/no-unused-vars': [
		'error',
		{ argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }
	],
	// erasableSyntaxOnly leaves no enums; the structural types of classes are meant.
	'@typescript-eslint/no-unsafe-enum-assignment': 'off',
	'@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
	// Specs are objects of methods that use no `this`; methods and not function properties, for their variance.
	'@typescript-eslint/unbound-method': 'off',
	// `[...text]` takes a string apart into code points, which is what we mean by characters.
	'@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
	// It takes `$state.raw(undefined)` for a void call, and `() => send()` is the readable form of a callback.
	'@typescript-eslint/no-confusing-void-expression': 'off'
};

export default defineConfig([
	globalIgnores([
		'.svelte-check/',
		'dist/',
		'node_modules/',
		'.cache/',
		'test-results/',
		'playwright-report/'
	]),
	{
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		plugins: { lab: { rules: { complexity } } },
		rules: EVERYWHERE
	},
	{
		files: TYPED,
		ignores: KERNELS,
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: {
				project: [
					'src/engine/tsconfig.json',
					'src/worker/tsconfig.json',
					'src/app/tsconfig.json',
					'src/cli/tsconfig.json',
					'tests/tsconfig.json'
				],
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte']
			}
		},
		rules: TYPED_RULES
	},
	{
		files: KERNELS,
		plugins: { '@typescript-eslint': tseslint.plugin },
		languageOptions: { parser: tseslint.parser },
		rules: {
			'no-undef': 'off',
			'prefer-const': 'error',
			'@typescript-eslint/no-unused-vars': 'error'
		}
	},
	svelte.configs.recommended,
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: tseslint.parser } },
		rules: {
			'no-undef': 'off',
			'svelte/no-at-html-tags': 'error',
			'svelte/button-has-type': 'error',
			// `void run.version;` is how an effect says what it depends on.
			'@typescript-eslint/no-meaningless-void-operator': 'off',
			// State is replaced, never mutated: sets and maps stand behind `$state.raw`.
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		files: ['**/*.svelte'],
		rules: {
			'max-lines': ['error', 250],
			// Props are declared with `let { ... } = $props()`, some of them bindable.
			'prefer-const': 'off',
			'svelte/prefer-const': 'error',
			// The linter sees other components' props as `any`; svelte-check sees their types.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off'
		}
	},
	{
		files: CODECS,
		rules: {
			'@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }]
		}
	},
	{
		files: TESTS,
		rules: { 'max-lines-per-function': 'off', 'no-console': 'off' }
	},
	{
		// Their tools want a default export.
		files: CONFIG_FILES,
		rules: { 'no-restricted-syntax': ['error', constructorName, barrel] }
	},
	{
		files: ['src/**/registry.ts'],
		rules: { 'no-restricted-syntax': ['error', constructorName, defaultExport] }
	},
	{
		// Its ids have a type only in the copy of the sources that tests/unit/toys type checks.
		files: ['tests/toys/src/presets/*.ts'],
		...tseslint.configs.disableTypeChecked
	},
	prettier
]);
