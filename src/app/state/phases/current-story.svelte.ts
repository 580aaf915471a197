import { largestDecay } from '../../../config/decays.ts';
import { problemsOf } from '../../../config/config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { specsOf } from '../../../config/schemas.ts';
import { trainExamples } from '../../../config/train-examples.ts';
import type { PlainError } from '../../../engine/core/lab-error.ts';
import { presets } from '../../../presets/index.ts';
import { continueLabel } from '../config/budget-words.ts';
import {
	describeExpectationOf,
	describeMeasured,
	describePace,
	expectedPreset
} from '../config/expectation.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import { failureTitle } from '../lab/failure-advice.ts';
import type { Lab } from '../lab/lab.svelte.ts';
import { DURATION_MS } from '../recorded/playback.ts';
import { keysKnownAt } from '../run/known-keys.ts';
import { measuredAt, type Measured } from '../run/measured-at.ts';
import type { ScrubState } from '../run/scrub.svelte.ts';
import { judgedPart } from '../run/test-parts.ts';
import { formatCount, formatDuration } from '../format.ts';
import { HeldStory, type Meanwhile } from './held-story.ts';
import { markersAt, phaseOf } from './phase.ts';
import { certaintyOf, otherPhaseOf, placeOf } from './headline-order.ts';
import { detailOf } from './phase-details.ts';
import { headlineOf } from './phase-stories.ts';
import { sentences, type StoryFacts } from './story-facts.ts';
import { otherRuns } from './story-offers.ts';
import type { Story, StoryOffer } from './story.ts';

/** The recorded run that can be played instead is the canonical one, whatever the rail shows. */
const RECORDED_LABEL = `Play the recorded run (${presets.get(OPENING_PRESET).label}): ${formatDuration(DURATION_MS / 1000)}`;

/** The story of the run on the page, at the step that the page shows. */
export class CurrentStory {
	readonly #lab: Lab;
	readonly #scrub: ScrubState;
	readonly #held = new HeldStory();
	readonly #sizes = $derived.by(() => sizesOf(this.#lab.run.config));

	// `#held` is not reactive: its result depends on earlier stories and the latest evaluation.
	readonly story: Story = $derived.by(() => {
		const { run } = this.#lab;
		const measured = measuredAt(run, this.#scrub.shownStep);
		const isPast = this.#scrub.step !== undefined;
		const facts = this.#factsOf(measured);
		return this.#held.show(this.#storyOf(facts), measured.evaluated, {
			certainty: certaintyOf(facts),
			place: placeOf(facts),
			isAtOnce: isPast || !run.isTraining,
			mode: `${String(run.generation)} ${run.status.state} ${isPast ? 'past' : ''}`,
			meanwhile: this.#meanwhile(facts)
		});
	});

	constructor(lab: Lab, scrub: ScrubState) {
		this.#lab = lab;
		this.#scrub = scrub;
	}

	#meanwhile(facts: StoryFacts): Meanwhile | undefined {
		const phase = otherPhaseOf(facts);
		if (phase === undefined) return undefined;
		const other = { ...facts, phase };
		return { story: this.#storyOf(other), place: placeOf(other) };
	}

	#storyOf(facts: StoryFacts): Story {
		const { status } = this.#lab.run;
		if (status.state === 'failed' && facts.past === undefined) return failedStory(status.error);
		const { awaitedStep } = this.#lab.address.place;
		if (awaitedStep !== undefined && ['ready', 'paused'].includes(status.state)) {
			return this.#linkedStory(awaitedStep);
		}
		return {
			headline: headlineOf(facts),
			detail: sentences(this.#stateWords(facts), detailOf(facts), this.#estimate(facts)),
			offers: this.#offers(facts)
		};
	}

	/** The story of a link to a step that the run has not reached. */
	#linkedStory(step: number): Story {
		const { replay, run, address } = this.#lab;
		const words = formatCount(step);
		const trainOn = () => {
			address.place.showStep(undefined);
			void this.#lab.train();
		};
		const speed = run.step === 0 ? run.facts?.expectedStepsPerSecond : run.stepsPerSecond;
		const { example } = this.#sizes;
		return {
			headline: `This link points at step ${words}. Train to step ${words}?`,
			detail: sentences(
				`A small network learns a rule from examples${example === undefined ? '' : ` such as ${example}`}.`,
				speed === undefined || speed <= 0 ? '' : describePace(step - run.step, speed)
			),
			offers: [
				...(replay.canOpen && replay.hasRecorded
					? [
							{
								label: `Show step ${words} of the recorded run`,
								act: () => void replay.openAt(step)
							}
						]
					: []),
				...(this.#lab.canTrain ? [{ label: 'Train to the end instead', act: trainOn }] : [])
			]
		};
	}

	#factsOf(measured: Measured): StoryFacts {
		const { run } = this.#lab;
		const { step: past, shownStep } = this.#scrub;
		const markers = markersAt(run.markers, shownStep);
		return {
			...measured,
			...this.#sizes,
			noun: specsOf(run.config).task.noun,
			phase: phaseOf(markers, shownStep, run.isEndMeasured),
			isMemorized: markers.memorized !== undefined,
			hasKeyFrequencies: keysKnownAt(run, Object.keys(run.spectra)[0] ?? '', past).length > 0,
			judged: judgedPart(run.testParts)?.label,
			chance: run.facts?.chanceLevel ?? Number.NaN,
			hasFrequencies: run.facts?.withoutSpectrum === undefined,
			isBelow: past === undefined && markers.belowCount > 0,
			weightDecay: largestDecay(run.config),
			markers,
			endedAt: past === undefined ? run.endedAt : undefined,
			past
		};
	}

	/** What the run does, where that is not training. */
	#stateWords({ past, endedAt, phase }: StoryFacts): string {
		const { run } = this.#lab;
		if (run.isRecorded) return 'This is a recorded run.';
		const isPaused = run.status.state === 'paused' && endedAt === undefined;
		return isPaused && past === undefined && phase !== 'before'
			? `Paused at step ${formatCount(run.step)}.`
			: '';
	}

	/** When the run may grok, or how long it takes if nobody knows that. */
	#estimate({ past, markers, endedAt }: StoryFacts): string {
		const { config, run } = this.#lab;
		if (past !== undefined || markers.grokked !== undefined || run.isRecorded) return '';
		const { presetId, isPreset } = expectedPreset(config, run.step > 0);
		// Timed on a few updates while nothing has trained.
		const timed = run.status.state === 'ready' ? run.facts?.expectedStepsPerSecond : undefined;
		const { expectation } = presets.get(presetId);
		if (endedAt !== undefined) {
			return isPreset ? describeMeasured(expectation) : 'With more steps it may still grok.';
		}
		const speed = run.isTraining ? run.stepsPerSecond : (timed ?? 0);
		const words = describeExpectationOf(expectation, isPreset, run.step, speed);
		return isPreset
			? words
			: sentences(words, describePace(Number(config.config.values['steps']), timed));
	}

	#offers(facts: StoryFacts): readonly StoryOffer[] {
		const { replay, run, config } = this.#lab;
		if (facts.past !== undefined || run.isRecorded) return [];
		const isReady = replay.canOpen && run.status.state === 'ready';
		const replayed = isReady ? [{ label: RECORDED_LABEL, act: () => void replay.open() }] : [];
		const more =
			facts.endedAt !== undefined && this.#lab.canTrain
				? [
						{
							label: continueLabel(config.running, run.step),
							act: () => void this.#lab.train()
						}
					]
				: [];
		const settings = {
			config: config.running ?? config.config,
			presetId: config.startedPresetId ?? config.presetId
		};
		return [...replayed, ...more, ...otherRuns(settings, facts)];
	}
}

/** The numbers of examples, and one of them. */
function sizesOf(config: RunConfig): Pick<StoryFacts, 'example' | 'trainExamples' | 'allExamples'> {
	// Settings that cannot be used together have no examples.
	if (problemsOf(config).length > 0) {
		return { example: undefined, trainExamples: 0, allExamples: 0 };
	}
	const { train, total } = trainExamples(config);
	const { task } = specsOf(config);
	return { example: task.example?.(config.values), trainExamples: train, allExamples: total };
}

/** A run that failed. The page shows the failure itself beside this headline. */
const failedStory = (error: PlainError): Story => ({
	headline: `${failureTitle(error.code)}.`,
	detail: '',
	offers: []
});
