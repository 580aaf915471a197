import { choice, float, int, integers } from '../engine/core/param-schema.ts';
import { DEFAULT_KEY_RULE, keyRules } from '../engine/key-rules/index.ts';

const LARGEST_SEED = 4_294_967_295;

const streamSeed = (label: string, what: string) =>
	int({
		label,
		help: `Seed of ${what} alone; −1 uses the run’s seed.`,
		perReplica: true,
		min: -1,
		max: LARGEST_SEED,
		slider: { min: -1, max: 99 },
		default: -1
	});

/**
 * Parameters of every run, whatever its specs: the split, the budget, the evaluation grid, the
 * phase rules.
 */
export const RUN_PARAMS = Object.freeze({
	seed: int({
		label: 'Seed',
		help: 'Draws what is shown, and the initial weights. The same seed gives the same run.',
		group: 'training',
		isFirst: true,
		perReplica: true,
		min: 0,
		max: LARGEST_SEED,
		slider: { min: 0, max: 999, scale: 'die' },
		default: 0
	}),
	steps: int({
		label: 'Budget',
		unit: 'steps',
		help: 'The run pauses here and offers to continue.',
		group: 'training',
		min: 1,
		max: 10_000_000,
		slider: { min: 100, max: 100_000, scale: 'log' },
		default: 40_000
	}),
	seed_split: streamSeed('Split seed', 'the choice of what is shown'),
	seed_init: streamSeed('Initial weights seed', 'the initial weights'),
	batch_size: int({
		label: 'Batch size',
		unit: 'examples',
		help: 'How many of the examples it is shown each update uses, drawn without replacement in every epoch. 0, or as many as there are: all of them, as in the paper.',
		min: 0,
		max: 1_000_000,
		slider: { min: 0, max: 1024 },
		default: 0
	}),
	evaluate_every: int({
		label: 'Evaluate every',
		unit: 'steps',
		help: '0: every step below 20, every 5 below 200, every 20 below 2\u202f000, then every 50.',
		min: 0,
		max: 100_000,
		slider: { min: 0, max: 200 },
		default: 0
	}),
	memorized_accuracy: float({
		label: 'Memorized at',
		help: 'Share of right answers on what it was shown (train accuracy) from which on the run counts as memorized.',
		display: 'percent',
		group: 'analysis',
		applies: 'analysis',
		min: 0,
		max: 1,
		slider: { min: 0.5, max: 1, step: 0.005 },
		default: 0.99
	}),
	grokked_accuracy: float({
		label: 'Grokked at',
		help: 'Share of right answers on what it never saw (test accuracy) from which on the run counts as grokked.',
		display: 'percent',
		group: 'analysis',
		applies: 'analysis',
		min: 0,
		max: 1,
		slider: { min: 0.5, max: 1, step: 0.005 },
		default: 0.99
	}),
	lost_accuracy: float({
		label: 'Lost below',
		help: 'Share of right answers on what it never saw (test accuracy) below which a run that has grokked counts as having lost it.',
		display: 'percent',
		group: 'analysis',
		applies: 'analysis',
		min: 0,
		max: 1,
		slider: { min: 0.5, max: 1, step: 0.005 },
		default: 0.95
	}),
	hold_evaluations: int({
		label: 'Hold for',
		unit: 'evaluations',
		help: 'Grokked, lost and regained count only if they hold for this many evaluations in a row.',
		group: 'analysis',
		applies: 'analysis',
		min: 1,
		max: 1000,
		slider: { min: 1, max: 20 },
		default: 3
	}),
	cleanup_loss_ratio: float({
		label: 'Cleanup below',
		unit: '× chance',
		help: 'Cleanup begins when the loss on what it never saw (test loss) falls below this multiple of the loss of a guess.',
		group: 'analysis',
		applies: 'analysis',
		min: 0,
		max: 1000,
		slider: { min: 0.1, max: 2, step: 0.05 },
		default: 1
	}),
	key_frequency_rule: choice({
		label: 'Key frequencies by',
		help: 'The rule that decides which frequencies the network computes with.',
		group: 'analysis',
		applies: 'analysis',
		options: keyRules.all.map(({ id, label, definition, cite }) => ({
			value: id,
			label,
			help: `${definition} (${cite})`
		})),
		default: DEFAULT_KEY_RULE
	}),
	key_frequencies: integers({
		label: 'Listed frequencies',
		help: 'Key frequencies for the rule "As listed", such as 14,35,41,42,52.',
		group: 'analysis',
		applies: 'analysis',
		min: 1,
		max: 1_000_000,
		default: ''
	}),
	key_frequency_ratio: float({
		label: 'Key frequency from',
		unit: '× uniform',
		help: 'A frequency is key if its share of the power is at least this many times the uniform share.',
		group: 'analysis',
		applies: 'analysis',
		min: 0,
		max: 10_000,
		slider: { min: 1, max: 10, step: 0.1 },
		default: 2.5
	}),
	key_frequency_max: int({
		label: 'Key frequencies, at most',
		help: 'At most this many frequencies are key: the strongest ones.',
		group: 'analysis',
		applies: 'analysis',
		min: 1,
		max: 1000,
		slider: { min: 1, max: 20 },
		default: 10
	})
});
