import { formatCount } from '../format.ts';
import { hasEnded, type PageStatus } from '../lab/page-status.ts';
import type { RunSource } from '../run/run-source.ts';
import { PHASE_NAMES } from './phase.ts';

const NAME = 'Grokking Lab';

function signOf(status: PageStatus): string {
	switch (status.state) {
		case 'training':
		case 'recovering':
			return '▶ ';
		case 'failed':
			return '⚠ ';
		case 'replay':
			return status.isPlaying ? '▶ ' : '';
		case 'paused':
			return hasEnded(status) ? '✓ ' : '❚❚ ';
		case 'starting':
		case 'preparing':
		case 'ready':
		case 'cancelled':
			return '';
	}
}

/** The title of the browser's tab: "▶ 2 300 · plateau · Grokking Lab". */
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
	return `${signOf(status)}${formatCount(step)} · ${name} · ${NAME}`;
}
