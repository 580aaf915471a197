/**
 * The rooms of the house, and what each may import: the table of ARCHITECTURE.md as data. A room
 * may always import from itself. Other imports are forbidden, so a new room or a new import between
 * rooms is a change here, with its reason.
 */
export interface Room {
	/** Rooms whose values and types it may use. */
	readonly imports?: readonly string[];
	/** Rooms of which it may use types alone. */
	readonly types?: readonly string[];
	/** npm packages. */
	readonly packages?: readonly string[];
	/** Whether it may import Node's modules. */
	readonly isNode?: boolean;
}

const CORE = 'src/engine/core';
const TASKS = 'src/engine/tasks';
const OPS = 'src/engine/ops';
const GRAPH = 'src/engine/graph';
const MODELS = 'src/engine/models';
const LOSSES = 'src/engine/losses';
const OPTIMIZERS = 'src/engine/optimizers';
const FILTERS = 'src/engine/filters';
const CONSTRAINTS = 'src/engine/constraints';
const MECHANISM = 'src/engine/mechanism';
const KEY_RULES = 'src/engine/key-rules';
const PROBES = 'src/engine/probes';
const VIEWS = 'src/engine/views';
const CHECKPOINT = 'src/engine/checkpoint';
const TRAINER = 'src/engine/trainer';
const BACKEND = 'src/engine/backend';
const WEBGPU = 'src/engine/backend/webgpu';
const REFERENCE = 'src/engine/backend/reference';
const WASM = 'src/engine/backend/wasm';
const CONFIG = 'src/config';
const PRESETS = 'src/presets';
const HOST = 'src/host';
const LAB_RUN = 'src/lab-run';
const MEMORIZATION_END = 'src/lab-run/memorization-end.ts';
const CODEC = 'src/lab-run/codec';
const LAUNCH = 'src/launch';
const WORKER = 'src/worker';
const CLIENT = 'src/app/client';
const STATE = 'src/app/state';
const CHARTS = 'src/app/charts';
const CONTROLS = 'src/app/controls';
const PANELS = 'src/app/panels';

/** The parts of a run from which users choose. The controls come from their metadata. */
const REGISTRIES = [
	TASKS,
	MODELS,
	LOSSES,
	OPTIMIZERS,
	FILTERS,
	CONSTRAINTS,
	KEY_RULES,
	PROBES,
	VIEWS
];

const COMPONENTS: Room = {
	imports: [CORE, CONFIG, PRESETS, STATE, CHARTS, CONTROLS, ...REGISTRIES],
	types: [WORKER, CLIENT],
	packages: ['svelte']
};

/** By path: the longest that a file's path begins with is its room. */
export const ROOMS: Readonly<Record<string, Room>> = {
	'src/engine/globals.d.ts': {},
	[CORE]: {},
	[TASKS]: { imports: [CORE] },
	[OPS]: { imports: [CORE] },
	[GRAPH]: { imports: [CORE, OPS] },
	[MODELS]: { imports: [CORE, GRAPH, OPS], types: [TASKS] },
	[LOSSES]: { imports: [CORE, GRAPH, OPS], types: [MECHANISM] },
	[OPTIMIZERS]: { imports: [CORE, GRAPH, OPS] },
	// Rules of an update, as optimizers are.
	[FILTERS]: { imports: [CORE, GRAPH, OPS], types: [OPTIMIZERS] },
	[CONSTRAINTS]: { imports: [CORE, GRAPH, OPS], types: [OPTIMIZERS] },
	// Mathematics on plain arrays: the same on the device's sums and on a recorded run's.
	[MECHANISM]: { imports: [CORE] },
	[KEY_RULES]: { imports: [CORE] },
	[PROBES]: { imports: [CORE, MECHANISM, KEY_RULES, GRAPH, OPS], types: [TASKS, MODELS, LOSSES] },
	// Views are built on the same sums as probes.
	[VIEWS]: {
		imports: [CORE, MECHANISM, KEY_RULES, GRAPH, OPS, PROBES],
		types: [TASKS, MODELS, LOSSES]
	},
	[WEBGPU]: { imports: [CORE, GRAPH, OPS], types: [HOST] },
	// What the sessions on the CPU share.
	[BACKEND]: { imports: [CORE, GRAPH, OPS] },
	[REFERENCE]: { imports: [BACKEND, CORE, GRAPH, OPS] },
	// Compiled kernels are passed in by a host.
	[WASM]: { imports: [BACKEND, CORE, GRAPH, OPS], types: [HOST] },
	// Everything read from a file goes through a schema.
	[CHECKPOINT]: { imports: [CORE], packages: ['valibot'] },
	// Specs come with a `RunSpec`: the trainer imports their interfaces, no instance. Probes are
	// not chosen: it asks all of them which apply. From tasks it imports the size of a split.
	[TRAINER]: {
		imports: [CORE, TASKS, MECHANISM, KEY_RULES, GRAPH, OPS, CHECKPOINT, PROBES, VIEWS],
		types: [MODELS, LOSSES, OPTIMIZERS, FILTERS, CONSTRAINTS]
	},
	[CONFIG]: { imports: [CORE, MECHANISM, PRESETS, ...REGISTRIES], types: [TRAINER] },
	[PRESETS]: { imports: [CORE], types: [CONFIG, ...REGISTRIES] },
	[HOST]: { imports: [CORE], packages: ['webgpu'], isNode: true },
	// The run that worker and headless lab share. It depends on no host: devices, files, clock and
	// digests are passed in.
	[LAB_RUN]: {
		imports: [
			CORE,
			MECHANISM,
			KEY_RULES,
			PROBES,
			GRAPH,
			TRAINER,
			CHECKPOINT,
			CONFIG,
			CODEC,
			MEMORIZATION_END
		],
		types: [TASKS, VIEWS]
	},
	// One rule for live runs and replays: the page applies it to recorded runs.
	[MEMORIZATION_END]: { imports: [CORE, PROBES], types: [CODEC] },
	// The files of a run, in any place that keeps them.
	[CODEC]: {
		imports: [CORE, CHECKPOINT, LAB_RUN],
		types: [CONFIG, TASKS, VIEWS, GRAPH, TRAINER]
	},
	[WORKER]: {
		imports: [
			CORE,
			MECHANISM,
			GRAPH,
			WEBGPU,
			WASM,
			REFERENCE,
			TRAINER,
			CHECKPOINT,
			CONFIG,
			LAB_RUN,
			CODEC,
			HOST,
			...REGISTRIES
		],
		packages: ['comlink']
	},
	// What npm starts: it installs what is missing, builds, serves, tests, and starts the headless
	// lab in a process of its own.
	[LAUNCH]: { packages: ['assemblyscript', 'vite'], isNode: true },
	// A run card holds the hash of the sources, as launchers compute it.
	'src/cli': {
		imports: [
			CORE,
			MECHANISM,
			PROBES,
			GRAPH,
			WEBGPU,
			WASM,
			REFERENCE,
			TRAINER,
			CHECKPOINT,
			CONFIG,
			PRESETS,
			LAB_RUN,
			CODEC,
			HOST,
			LAUNCH
		],
		types: [TASKS],
		isNode: true
	},
	// Recorded runs lie beside the page: the client fetches and reads them.
	[CLIENT]: { imports: [CORE, CODEC], types: [WORKER, CONFIG, HOST], packages: ['comlink'] },
	// Probes say which vectors of a recorded run are spectra.
	[STATE]: {
		imports: [CORE, CLIENT, CONFIG, PRESETS, PROBES, MEMORIZATION_END],
		types: [WORKER, CODEC],
		packages: ['svelte']
	},
	[CHARTS]: { types: [CORE], packages: ['chart.js', 'svelte'] },
	[CONTROLS]: COMPONENTS,
	[PANELS]: COMPONENTS,
	'src/app/styles': {},
	'src/app': {
		...COMPONENTS,
		imports: [...(COMPONENTS.imports ?? []), CLIENT, PANELS, 'src/app/styles']
	},
	'src/main.ts': { imports: ['src/app', 'src/app/styles'], packages: ['svelte'] }
};

/** Files that only these rooms may import: they depend on the host. */
export const GUARDED: Readonly<Record<string, readonly string[]>> = {
	'src/host/node.ts': ['src/cli'],
	'src/host/browser.ts': [WORKER]
};

/** The room of a file. @throws Error if it is in none: the table must name every room */
export function roomOf(file: string): string {
	const paths = Object.keys(ROOMS).filter((path) => file === path || file.startsWith(`${path}/`));
	const longest = paths.sort((a, b) => b.length - a.length)[0];
	if (longest === undefined) throw new Error(`${file}: lies in no room of room-table.ts`);
	return longest;
}
