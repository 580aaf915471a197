import { formatCount } from '../format.ts';
import { hasEnded, type PageStatus } from '../lab/page-status.ts';
import type { RunSource } from '../run/run-source.ts';
import { PHASE_NAMES } from './phase.ts';

const NAME = 'Grokking Lab';
const MOVING = '▶ ';

function signOf(status: PageStatus): string {
	switch (status.state) {
		case 'training':
		case 'recovering':
			return MOVING;
		case 'failed':
			return '⚠ ';
		case 'replay':
			return status.isPlaying ? MOVING : '';
		case 'paused':
			return hasEnded(status) ? '✓ ' : '❚❚ ';
		case 'starting':
		case 'preparing':
		case 'ready':
		case 'cancelled':
			return '';
	}
}

/**
 * Two leading digits: a new title in every frame took a quarter of the script time of a fast run.
 */
function roundedStep(step: number): number {
	const unit = 10 ** Math.max(0, String(step).length - 2);
	return Math.floor(step / unit) * unit;
}

/**
 * The title of the browser's tab: "▶ 2 300 · plateau · Grokking Lab". While the step moves it is
 * rounded down.
 */
export function pageTitle({
	status,
	step,
	phase,
	markers
}: Pick<RunSource, 'status' | 'step' | 'phase' | 'markers'>): string {
	if (phase === 'before') return NAME;
	// Memorized, and circuit formation has not begun: a reader knows this as the plateau.
	const isPlateau = phase === 'memorizing' && markers.memorized !== undefined;
	const name = PHASE_NAMES[isPlateau ? 'plateau' : phase];
	const sign = signOf(status);
	const shown = sign === MOVING ? roundedStep(step) : step;
	return `${sign}${formatCount(shown)} · ${name} · ${NAME}`;
}
