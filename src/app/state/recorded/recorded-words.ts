import type { RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import { describeEvents } from '../export/event-words.ts';
import { formatCount, formatDuration, formatLoss, formatNumber } from '../format.ts';
import { describeInterval } from '../phases/phase.ts';

type Card = RecordedRun['card'];

/** A recorded run in one phrase: "p = 113, 14 000 steps". */
export function describeRecorded({ config, steps }: Card): string {
	const p = config['p'];
	const size = typeof p === 'number' ? `p = ${formatNumber(p)}, ` : '';
	return `${size}${formatCount(steps)} steps`;
}

/** Label of a recorded run: "recorded run, p = 113, seed 0". */
export function nameRecorded({ config, seeds }: Card): string {
	const p = config['p'];
	const size = typeof p === 'number' ? `p = ${formatNumber(p)}, ` : '';
	const { split, init } = seeds;
	const seed = split === init ? String(split) : `${String(split)} and ${String(init)}`;
	return `recorded run, ${size}seed ${seed}`;
}

/**
 * When and on what the run was trained: "23 November 2026 on NVIDIA H100". Driver versions are left
 * to the run card.
 */
export function describeOrigin({ startedAt, adapter }: Card): string {
	const date = new Date(startedAt).toLocaleDateString('en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: 'UTC'
	});
	const name = adapter.name.replace(/[:(].*/, '').trim();
	return `${date} on ${name}${adapter.kind === 'software' ? ', on the CPU' : ''}`;
}

/** The rows of the run card. */
export function cardRows({
	card,
	settled,
	weights
}: RecordedRun): readonly (readonly [string, string])[] {
	const { seeds, versions, transitions, stepsPerSecond } = card;
	const rate =
		stepsPerSecond === undefined
			? ''
			: ` (${formatNumber(Number(stepsPerSecond.toPrecision(3)))} steps / s)`;
	const markers = [
		['Memorized', transitions.memorized],
		['Memorization ends', transitions.memorizationEnds],
		['Cleanup begins', transitions.cleanupBegins],
		['Grokked', transitions.grokked],
		...transitions.losses.flatMap(({ lost, regained }) => [
			['Lost', lost] as const,
			...(regained === undefined ? [] : [['Regained', regained] as const])
		])
	] as const;
	return [
		['Link', card.link],
		['Seeds', `split ${String(seeds.split)}, initial weights ${String(seeds.init)}`],
		['Adapter', `${card.adapter.name}, ${card.backend}, ${card.platform}`],
		['Formulation', card.formulation],
		[
			'Versions',
			Object.entries(versions)
				.map((pair) => pair.join(' '))
				.join(', ')
		],
		['Started', card.startedAt],
		['Took', `${formatDuration(card.wallSeconds)}${rate}`],
		...markers.map(
			([title, interval]) =>
				[
					title,
					interval === undefined
						? `not in ${formatCount(card.steps)} steps`
						: describeInterval(interval)
				] as const
		),
		['Events', describeEvents(card.events)],
		['Key frequencies', settled.keyFrequencies.join(', ')],
		[
			'Settings',
			Object.entries(card.config)
				.map(([key, value]) => `${key} ${String(value)}`)
				.join(', ')
		],
		['Weights', describeWeights(weights)]
	];
}

/** Which weights are kept, and the largest change of the test loss by rounding them. */
function describeWeights({ bits, snapshots }: RecordedRun['weights']): string {
	const kept = `of ${String(snapshots.length)} steps, ${String(bits)} bits a value`;
	const changeOf = ({ losses }: (typeof snapshots)[number]) =>
		Math.abs(losses.quantized.test / losses.original.test - 1);
	const worst = snapshots.toSorted((a, b) => changeOf(b) - changeOf(a))[0];
	if (worst === undefined) return kept;
	const { original, quantized } = worst.losses;
	return (
		`${kept}; rounding them changed the loss on what was never shown most at step ${formatCount(worst.step)}: ` +
		`${formatLoss(original.test)} became ${formatLoss(quantized.test)}`
	);
}
