import { largestDecay } from '../../../config/decays.ts';
import { specsOf } from '../../../config/schemas.ts';
import { presets } from '../../../presets/index.ts';
import { describeExpectationOf, describePace, expectedPreset } from '../config/expectation.ts';
import type { Lab } from '../lab/lab.svelte.ts';
import { measuredAt, type Measured } from '../run/measured-at.ts';
import type { ScrubState } from '../run/scrub.svelte.ts';
import { judgedPart } from '../run/test-parts.ts';
import { HeldStory } from './held-story.ts';
import { markersAt, phaseOf } from './phase.ts';
import { phaseStory } from './phase-stories.ts';
import type { Story, StoryOffer } from './story.ts';

/** The story of the run on the page, at the step that the page shows. */
export class CurrentStory {
	readonly #lab: Lab;
	readonly #scrub: ScrubState;
	readonly #held = new HeldStory();

	// `#held` is not reactive: its result depends on earlier stories and the latest evaluation.
	readonly story: Story = $derived.by(() => {
		const { run } = this.#lab;
		const { step } = this.#scrub;
		const measured = measuredAt(run, this.#scrub.shownStep);
		const isAtOnce = step !== undefined || !run.isTraining || run.markers.memorized === undefined;
		return this.#held.show(this.#storyOf(measured), measured.evaluated, {
			isAtOnce,
			mode: run.status.state
		});
	});

	constructor(lab: Lab, scrub: ScrubState) {
		this.#lab = lab;
		this.#scrub = scrub;
	}

	#storyOf(measured: Measured): Story {
		const { run } = this.#lab;
		const { step, shownStep } = this.#scrub;
		const markers = markersAt(run.markers, shownStep);
		const headline = phaseStory({
			noun: specsOf(run.config).task.noun,
			...measured,
			phase: phaseOf(markers, shownStep, run.isEndMeasured),
			isMemorized: markers.memorized !== undefined,
			hasKeyFrequencies: run.hasKeyFrequencies,
			judged: judgedPart(run.testParts)?.label,
			hasFrequencies: run.facts?.withoutSpectrum === undefined,
			isBelow: step === undefined && markers.belowCount > 0,
			weightDecay: largestDecay(run.config),
			endedAt: step === undefined ? run.endedAt : undefined,
			isPast: step !== undefined,
			hasFailed: run.status.state === 'failed'
		});
		return { headline, detail: this.#detail, offers: this.#offers };
	}

	get #detail(): string {
		const { config, run } = this.#lab;
		const { state } = run.status;
		const hasGrokked = run.markers.grokked !== undefined;
		if (this.#scrub.step !== undefined || hasGrokked || state === 'failed' || run.isRecorded)
			return '';
		const { presetId, isPreset } = expectedPreset(config, run.step > 0);
		/** Timed on a few updates while nothing has trained. */
		const timed = state === 'ready' ? run.facts?.expectedStepsPerSecond : undefined;
		return (
			describePace(Number(config.config.values['steps']), timed) +
			describeExpectationOf(
				presets.get(presetId).expectation,
				isPreset,
				run.step,
				run.isTraining ? run.stepsPerSecond : (timed ?? 0),
				run.endedAt !== undefined
			)
		);
	}

	get #offers(): readonly StoryOffer[] {
		const { replay, run } = this.#lab;
		if (!replay.canOpen || run.status.state !== 'ready') return [];
		return [{ label: 'Play the recorded run of p = 113: 40 s', act: () => void replay.open() }];
	}
}
