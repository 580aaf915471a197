import { OPENING_PLACE, type PagePlace } from '../../../config/place.ts';
import type { RunState } from '../run/run.svelte.ts';
import { ViewControls } from '../views/view-controls.svelte.ts';

type Shown = Pick<PagePlace, 'tab' | 'view' | 'pinned' | 'axis'>;

/** A step to show; without a run it belongs to any, as that of a link does. */
interface ShownStep {
	readonly step: number;
	readonly run?: number;
}

/** What the page shows of the run, as far as a link can hold it. */
export class PlaceState {
	#shown: Shown = $state.raw(OPENING_PLACE);
	#step: ShownStep | undefined = $state.raw(undefined);
	/** What is chosen in the views. */
	readonly controls: ViewControls;
	readonly #run: Pick<RunState, 'generation' | 'isRecorded' | 'step'>;
	readonly #changed: () => void;

	/** The step to show; undefined for the newest one. A step of an earlier run does not count. */
	readonly step: number | undefined = $derived.by(() => {
		const { step, run } = this.#step ?? {};
		return run === undefined || run === this.#run.generation ? step : undefined;
	});
	/** The step that a link points at, as long as the run has not reached it. */
	readonly awaitedStep: number | undefined = $derived.by(() => {
		const { step, run } = this.#step ?? {};
		if (step === undefined || run !== undefined || this.#run.isRecorded) return undefined;
		return step > this.#run.step ? step : undefined;
	});
	/** All of it, for a link. */
	readonly place: PagePlace = $derived.by(() => ({
		...this.#shown,
		choices: this.controls.choices,
		step: this.step,
		isRecorded: this.#run.isRecorded
	}));

	/** @param changed called after a change that the user made */
	constructor(run: Pick<RunState, 'generation' | 'isRecorded' | 'step'>, changed: () => void) {
		this.#run = run;
		this.#changed = changed;
		this.controls = new ViewControls(changed);
	}

	get tab(): PagePlace['tab'] {
		return this.#shown.tab;
	}
	get view(): string | undefined {
		return this.#shown.view;
	}
	get pinned(): string | undefined {
		return this.#shown.pinned;
	}
	get axis(): PagePlace['axis'] {
		return this.#shown.axis;
	}

	/** Takes over the place of a link. */
	adopt({ tab, view, pinned, choices, axis, step }: PagePlace): void {
		this.controls.adopt(choices);
		this.#shown = { tab, view, pinned, axis };
		this.#step = step === undefined ? undefined : { step };
	}

	/** Shows another tab, other views or another axis. */
	show(part: Partial<Shown>): void {
		this.#shown = { ...this.#shown, ...part };
		this.#changed();
	}

	/**
	 * Called when training begins. A run that was trained to the step of its link is at its newest
	 * step, and the page follows that from here on.
	 * @returns the number of steps to the one that the link points at; undefined without one
	 */
	beginTraining(): number | undefined {
		const { step } = this.#run;
		if (this.awaitedStep !== undefined) return this.awaitedStep - step;
		if (step > 0 && this.step === step) this.showStep(undefined);
		return undefined;
	}

	/** Shows a step of the current run, or the newest one. */
	showStep(step: number | undefined): void {
		if (step === undefined && this.#step === undefined) return;
		this.#step = step === undefined ? undefined : { step, run: this.#run.generation };
		this.#changed();
	}
}
