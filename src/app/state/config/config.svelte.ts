import { LOWER_RATE_DIVISOR } from '../../../config/divergence.ts';
import { problemsOf, withSpec, withValue } from '../../../config/config.ts';
import { configOf } from '../../../config/preset-config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor, SPEC_KINDS, type SpecKind } from '../../../config/schemas.ts';
import { encodeLink, type DecodedLink, type LinkNotice } from '../../../config/url-codec.ts';
import { isBudgetEnd } from '../../../engine/core/budget.ts';
import {
	describeExpectation,
	isValid,
	type ParamValue
} from '../../../engine/core/param-schema.ts';
import { printable } from '../../../engine/core/quote.ts';
import type { RunEvent } from '../../../engine/core/telemetry.ts';
import type { PresetId } from '../../../presets/index.ts';
import { differences, trainAlike } from './config-differences.ts';
import { OPENING_PRESET } from './default-presets.ts';

/** What was typed, cut already, and why it was refused. */
const LONGEST_ENTRY = 200;

/**
 * The experiment as the rail shows it, beside what the run at hand started with and what it uses
 * now (which differ when learning rate or weight decay were changed while it trained).
 */
export class ConfigState {
	/** What the rail shows, and what a restart would start. */
	config: RunConfig = $state.raw(configOf(OPENING_PRESET));
	presetId: PresetId = $state.raw(OPENING_PRESET);
	/** What was not taken from the link as written. */
	notices: readonly LinkNotice[] = $state.raw([]);
	/** Keys of the link that this version does not know; they stay in it. */
	unknown: Readonly<Record<string, string>> = $state.raw({});
	/** What the run at hand uses now; undefined before the first run. */
	running: RunConfig | undefined = $state.raw(undefined);
	/** What the run at hand started with: this is what a link to it says. */
	started: RunConfig | undefined = $state.raw(undefined);
	/** The preset that these settings came from. */
	startedPresetId: PresetId | undefined = $state.raw(undefined);
	/** Live changes on their way to the run. */
	inFlight: ReadonlySet<string> = $state.raw(new Set<string>());
	/**
	 * Entries that were refused, by key: the field keeps the text, the config its last good value.
	 */
	fieldErrors: Readonly<Record<string, string>> = $state.raw({});

	readonly schemas = $derived(schemasFor(this.config));
	readonly problems = $derived(problemsOf(this.config));
	readonly presetConfig = $derived(configOf(this.presetId));
	readonly canRun = $derived(
		this.problems.length === 0 && Object.keys(this.fieldErrors).length === 0
	);

	/** Keys in which the rail differs from the run at hand. */
	readonly pending: readonly string[] = $derived(
		this.running === undefined
			? []
			: differences(this.config, this.running).filter((key) => !this.inFlight.has(key))
	);

	/** Whether a run of the rail's settings trains as the preset does, the seed aside. */
	readonly isPreset = $derived(trainAlike(this.config, this.presetConfig));
	/** Whether the run at hand trains, now, as the preset does that it came from. */
	readonly isStartedPreset = $derived(
		this.running !== undefined &&
			this.startedPresetId !== undefined &&
			trainAlike(this.running, configOf(this.startedPresetId))
	);

	/** The fragment, without `#`, of the run at hand, or of the rail where that differs. */
	readonly link = $derived(
		this.pending.length === 0
			? this.linkOfRun(this.unknown)
			: encodeLink(this.config, this.presetId, this.unknown)
	);

	constructor(link: DecodedLink) {
		this.adopt(link);
	}

	/**
	 * The fragment, without `#`, of what the run at hand started with; before the first run of the
	 * rail.
	 */
	linkOfRun(unknown: Readonly<Record<string, string>> = {}): string {
		return encodeLink(this.started ?? this.config, this.startedPresetId ?? this.presetId, unknown);
	}

	/** Takes over what a link says, notices included. */
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

	/** The value that the preset, or else the schema, gives a key. */
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
	 * Sets a value; a value out of range becomes a field error instead. @returns whether it was
	 * taken
	 */
	set(key: string, value: ParamValue, text = String(value)): boolean {
		const schema = this.schemas[key];
		if (schema === undefined) return false;
		if (!isValid(schema, value)) {
			const message = `${schema.label}: expected ${describeExpectation(schema)}, got ${text === '' ? 'nothing' : printable(text, LONGEST_ENTRY)}`;
			this.refuse(key, message);
			return false;
		}
		this.#clearError(key);
		this.config = withValue(this.config, key, value);
		return true;
	}

	/** The sentence to show at a field, undefined when all is well. */
	errorOf(key: string): string | undefined {
		return (
			this.fieldErrors[key] ?? this.problems.find((problem) => problem.keys.includes(key))?.message
		);
	}

	/** Whether the run at hand pauses at this step, its budget or what came after it used up. */
	endsBudgetAt(step: number): boolean {
		return isBudgetEnd(step, Number(this.started?.values['steps']));
	}

	/** A smaller learning rate, after a run diverged. */
	lowerRate(): void {
		const rate = this.config.values['lr'];
		if (typeof rate !== 'number') return;
		this.set('lr', Number((rate / LOWER_RATE_DIVISOR).toPrecision(3)));
	}

	/** A value that the run did not take. */
	refuse(key: string, message: string): void {
		this.fieldErrors = { ...this.fieldErrors, [key]: message };
	}

	/** A run starts with the rail's settings. */
	markStarted(): void {
		this.started = this.config;
		this.startedPresetId = this.presetId;
		this.running = this.config;
	}

	/**
	 * The rail shows what a recorded run had. @returns what gives it back, where nothing else was
	 * chosen meanwhile
	 */
	lend(config: RunConfig, presetId: PresetId): () => void {
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
	 * A run goes on from a checkpoint, with the rate and decay that were in force there. The rail
	 * follows, except where it asks for something else than the run had.
	 */
	markResumed(live: Readonly<Record<string, number>>): void {
		for (const [key, value] of Object.entries(live)) {
			const was = this.running?.values[key];
			if (was === undefined || this.started?.values[key] === undefined) continue;
			if (this.config.values[key] === was) this.config = withValue(this.config, key, value);
			this.markRunning(key, value);
		}
	}

	/** A rate or decay that was changed before the first update is what the run started with. */
	markStartedWith(events: readonly RunEvent[]): void {
		for (const event of events) {
			if (event.kind !== 'hyperparameter' || event.step > 0) continue;
			if (this.started?.values[event.key] === undefined) continue;
			this.started = withValue(this.started, event.key, event.to);
		}
	}

	/** Rate and decay where the rail asks for something else than the run uses. */
	liveDifferences(): readonly (readonly [key: string, value: number])[] {
		return Object.entries(this.config.values).flatMap(([key, value]) => {
			const now = this.running?.values[key];
			const isLive = this.schemas[key]?.applies === 'live' && typeof value === 'number';
			return isLive && now !== undefined && now !== value ? [[key, value] as const] : [];
		});
	}

	/** A value of the run at hand was changed while it trained. */
	markRunning(key: string, value: ParamValue): void {
		if (this.running?.values[key] === undefined) return;
		this.running = withValue(this.running, key, value);
	}

	/**
	 * An analysis value changed: it is part of the link and needs no restart, where the run at hand
	 * can be judged by it.
	 */
	markAnalysis(key: string, value: ParamValue): void {
		if (this.running === undefined || this.started?.values[key] === undefined) return;
		const judged = withValue(this.running, key, value);
		// A listed frequency may be one that only the rail's p has, or none at all.
		if (problemsOf(judged).some(({ keys }) => keys.includes(key))) return;
		this.started = withValue(this.started, key, value);
		this.running = judged;
	}

	/** Takes back what a restart would apply. */
	undoPending(): void {
		if (this.running !== undefined) this.config = this.running;
		this.presetId = this.startedPresetId ?? this.presetId;
		this.fieldErrors = {};
	}

	/** All analysis values of a config, as the worker wants them. */
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
