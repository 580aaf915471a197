import { LOWER_RATE_DIVISOR } from '../../../config/divergence.ts';
import { problemsOf, withSpec, withValue } from '../../../config/config.ts';
import { OPENING_PLACE, type PagePlace } from '../../../config/place.ts';
import { configOf } from '../../../config/preset-config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor, SPEC_KINDS, type SpecKind } from '../../../config/schemas.ts';
import { encodeLink, type DecodedLink, type LinkNotice } from '../../../config/url-codec.ts';
import { isBudgetEnd } from '../../../engine/core/budget.ts';
import { isValid, type ParamValue } from '../../../engine/core/param-schema.ts';
import { printable } from '../../../engine/core/quote.ts';
import type { RunEvent } from '../../../engine/core/run-events.ts';
import type { PresetId } from '../../../presets/index.ts';
import { differences, trainAlike } from './config-differences.ts';
import { OPENING_PRESET } from './default-presets.ts';
import { describeEntry } from './param-text.ts';

/** Refused entries are quoted up to this many characters. */
const LONGEST_ENTRY = 200;
const BUDGET_KEY = 'steps';

/**
 * Three sets of settings: those in the rail, those that the current run started with, and those
 * that it uses now. The last two differ once learning rate or weight decay were changed while it
 * trained.
 */
export class ConfigState {
	/** The settings in the rail. A restart uses them. */
	config: RunConfig = $state.raw(configOf(OPENING_PRESET));
	presetId: PresetId = $state.raw(OPENING_PRESET);
	/** Entries of the link that could not be used as written. */
	notices: readonly LinkNotice[] = $state.raw([]);
	/** Keys of the link that this version does not know. They stay in the link. */
	unknown: Readonly<Record<string, string>> = $state.raw({});
	/** What the current run uses now; undefined before the first run. */
	running: RunConfig | undefined = $state.raw(undefined);
	/** What the current run started with. Its link holds these settings. */
	started: RunConfig | undefined = $state.raw(undefined);
	/** The preset that `started` came from. */
	startedPresetId: PresetId | undefined = $state.raw(undefined);
	/** Keys of live changes that were sent to the run and not yet confirmed. */
	inFlight: ReadonlySet<string> = $state.raw(new Set<string>());
	/**
	 * Error messages of refused entries, by key. The field keeps the text, the config its last
	 * valid value.
	 */
	fieldErrors: Readonly<Record<string, string>> = $state.raw({});

	readonly schemas = $derived(schemasFor(this.config));
	readonly problems = $derived(problemsOf(this.config));
	readonly presetConfig = $derived(configOf(this.presetId));
	readonly canRun = $derived(
		this.problems.length === 0 && Object.keys(this.fieldErrors).length === 0
	);

	/** Keys in which the rail differs from the current run. */
	readonly pending: readonly string[] = $derived(
		this.running === undefined
			? []
			: differences(this.config, this.running).filter((key) => !this.inFlight.has(key))
	);

	/**
	 * Number of settings that differ from the preset. The budget is none of them: how long a run
	 * trains makes it no other experiment.
	 */
	readonly changes: number = $derived(
		differences(this.config, this.presetConfig).filter((key) => key !== BUDGET_KEY).length
	);
	/** Whether the rail's settings train as the preset does, apart from the seeds. */
	readonly isPreset = $derived(trainAlike(this.config, this.presetConfig));
	/** Whether the current run, as it is now, trains as the preset that it came from. */
	readonly isStartedPreset = $derived(
		this.running !== undefined &&
			this.startedPresetId !== undefined &&
			trainAlike(this.running, configOf(this.startedPresetId))
	);

	/** The link (a fragment without `#`) of the current run, or of the rail where that differs. */
	readonly link = $derived(this.linkAt(OPENING_PLACE));

	constructor(link: DecodedLink) {
		this.adopt(link);
	}

	/**
	 * The link (a fragment without `#`) of what the current run started with; before the first run,
	 * of the rail.
	 */
	linkOfRun(unknown: Readonly<Record<string, string>> = {}, place?: PagePlace): string {
		const presetId = this.startedPresetId ?? this.presetId;
		return encodeLink(this.started ?? this.config, presetId, unknown, place);
	}

	/** `link` with what the page shows of the run. */
	linkAt(place: PagePlace): string {
		return this.pending.length === 0
			? this.linkOfRun(this.unknown, place)
			: encodeLink(this.config, this.presetId, this.unknown, place);
	}

	/** Takes over the settings and notices of a link. */
	adopt(link: DecodedLink): void {
		this.config = link.config;
		this.presetId = link.preset;
		this.notices = link.notices;
		this.unknown = link.unknown;
		this.fieldErrors = {};
	}

	pickPreset(id: PresetId): void {
		this.presetId = id;
		this.config = configOf(id);
		this.fieldErrors = {};
	}

	pickSpec(kind: SpecKind, id: string): void {
		this.config = withSpec(this.config, kind, id);
		this.fieldErrors = {};
	}

	/** The value of a key in the preset; where the preset has none, the schema's default. */
	presetValue(key: string): ParamValue | undefined {
		return this.presetConfig.values[key] ?? this.schemas[key]?.default;
	}

	/** Whether a value or a spec differs from the preset. */
	isChanged(key: string): boolean {
		const kind = SPEC_KINDS.find((candidate) => candidate === key);
		if (kind !== undefined) return this.config[kind] !== this.presetConfig[kind];
		return this.config.values[key] !== this.presetValue(key);
	}

	/**
	 * Sets a value. A value that its schema does not allow becomes a field error instead.
	 * @returns whether the value was set
	 */
	set(key: string, value: ParamValue, text = String(value)): boolean {
		const schema = this.schemas[key];
		if (schema === undefined) return false;
		if (!isValid(schema, value)) {
			const message = `${schema.label}: expected ${describeEntry(schema)}, got ${text === '' ? 'nothing' : printable(text, LONGEST_ENTRY)}`;
			this.refuse(key, message);
			return false;
		}
		this.#clearError(key);
		this.config = withValue(this.config, key, value);
		return true;
	}

	/** The error to show at a field; undefined without one. */
	errorOf(key: string): string | undefined {
		return (
			this.fieldErrors[key] ?? this.problems.find((problem) => problem.keys.includes(key))?.message
		);
	}

	/**
	 * Whether the current run pauses at this step because its budget, or an extension of it, is
	 * used up.
	 */
	endsBudgetAt(step: number): boolean {
		return isBudgetEnd(step, Number(this.started?.values['steps']));
	}

	/**
	 * Divides learning rates by `LOWER_RATE_DIVISOR`, for a run that diverged. Keys that the rail
	 * does not have are left out: another optimizer was chosen since the run started.
	 */
	lowerRates(keys: readonly string[]): void {
		for (const key of keys) {
			const rate = this.config.values[key];
			if (typeof rate !== 'number') continue;
			this.set(key, Number((rate / LOWER_RATE_DIVISOR).toPrecision(3)));
		}
	}

	/** Shows an error at a field, such as the reason why the run refused the value. */
	refuse(key: string, message: string): void {
		this.fieldErrors = { ...this.fieldErrors, [key]: message };
	}

	/** Notes that a run starts with the rail's settings. */
	markStarted(): void {
		this.started = this.config;
		this.startedPresetId = this.presetId;
		this.running = this.config;
	}

	/**
	 * Shows the settings of a recorded run in the rail while it is replayed.
	 * @returns a function that restores the earlier settings, unless others were chosen meanwhile
	 */
	showTemporarily(config: RunConfig, presetId: PresetId): () => void {
		const before = { config: this.config, presetId: this.presetId };
		const { started, startedPresetId, running } = this;
		this.config = config;
		this.presetId = presetId;
		this.fieldErrors = {};
		this.markStarted();
		return () => {
			if (this.presetId === presetId && differences(this.config, config).length === 0) {
				this.config = before.config;
				this.presetId = before.presetId;
			}
			this.started = started;
			this.startedPresetId = startedPresetId;
			this.running = running;
		};
	}

	/**
	 * Notes that the run resumes from a checkpoint with the learning rate and weight decay stored
	 * there. The rail follows, except in values that already differed from the run.
	 */
	markResumed(live: Readonly<Record<string, number>>): void {
		for (const [key, value] of Object.entries(live)) {
			const was = this.running?.values[key];
			if (was === undefined || this.started?.values[key] === undefined) continue;
			if (this.config.values[key] === was) this.config = withValue(this.config, key, value);
			this.markRunning(key, value);
		}
	}

	/** Notes live changes made before the first update: the run counts as started with them. */
	markStartedWith(events: readonly RunEvent[]): void {
		for (const event of events) {
			if (event.kind !== 'hyperparameter' || event.step > 0) continue;
			if (this.started?.values[event.key] === undefined) continue;
			this.started = withValue(this.started, event.key, event.to);
		}
	}

	/** Live parameters in which the rail differs from the run. */
	liveDifferences(): readonly (readonly [key: string, value: number])[] {
		return Object.entries(this.config.values).flatMap(([key, value]) => {
			const now = this.running?.values[key];
			const isLive = this.schemas[key]?.applies === 'live' && typeof value === 'number';
			return isLive && now !== undefined && now !== value ? [[key, value] as const] : [];
		});
	}

	/** Notes a value that was changed while the run trains. */
	markRunning(key: string, value: ParamValue): void {
		if (this.running?.values[key] === undefined) return;
		this.running = withValue(this.running, key, value);
	}

	/**
	 * Notes a changed analysis value. It becomes part of the link and needs no restart, unless the
	 * current run cannot be judged by it.
	 */
	markAnalysis(key: string, value: ParamValue): void {
		if (this.running === undefined || this.started?.values[key] === undefined) return;
		const judged = withValue(this.running, key, value);
		// For example, a listed frequency may exist only with the rail's p.
		if (problemsOf(judged).some(({ keys }) => keys.includes(key))) return;
		this.started = withValue(this.started, key, value);
		this.running = judged;
	}

	/** Reverts the rail to the settings of the current run. */
	undoPending(): void {
		if (this.running !== undefined) this.config = this.running;
		this.presetId = this.startedPresetId ?? this.presetId;
		this.fieldErrors = {};
	}

	/** The analysis values of a config, in the form that the worker expects. */
	analysisValues({ values }: RunConfig): Readonly<Record<string, ParamValue>> {
		return Object.fromEntries(
			Object.entries(values).filter(([key]) => this.schemas[key]?.applies === 'analysis')
		);
	}

	#clearError(key: string): void {
		if (!(key in this.fieldErrors)) return;
		this.fieldErrors = Object.fromEntries(
			Object.entries(this.fieldErrors).filter(([other]) => other !== key)
		);
	}
}
