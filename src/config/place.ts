import { views } from '../engine/views/index.ts';
import type { PLACE_KEYS } from './link-keys.ts';
import type { LinkReader } from './link-reader.ts';
import type { ViewChoices } from './view-choices.ts';

/** The tabs of the Lab, in their order. */
export const TABS = Object.freeze(['curves', 'measures', 'inside'] as const);
export type Tab = (typeof TABS)[number];

const STEP_SCALES = Object.freeze(['log', 'linear'] as const);
export type StepScale = (typeof STEP_SCALES)[number];

/** The only room there is so far; it is not written into links. */
const ROOM = 'lab';
/** The value of `play` in a link to a recorded run. */
const RECORDED = 'recorded';

/**
 * What the page shows of a run. A link may hold it beside the settings of the run, so that it
 * points at one tab, view and step. It never changes what is computed.
 */
export interface PagePlace {
	readonly tab: Tab;
	/** Id of the view that is shown large; undefined for the first one. */
	readonly view: string | undefined;
	/** Id of the view that is pinned beside it. */
	readonly pinned: string | undefined;
	/** What was chosen in views; a link holds that of the large and the pinned one. */
	readonly choices: ViewChoices;
	/** The step that is shown; undefined for the newest. */
	readonly step: number | undefined;
	readonly axis: StepScale;
	/** Whether the recorded run is played in the place of a live one. */
	readonly isRecorded: boolean;
}

/** What the page shows at first. Its parts are not written into links. */
export const OPENING_PLACE: PagePlace = Object.freeze({
	tab: 'curves',
	view: undefined,
	pinned: undefined,
	choices: Object.freeze({}),
	step: undefined,
	axis: 'log',
	isRecorded: false
});

type Entry = readonly [key: (typeof PLACE_KEYS)[number], value: string];

/** The entries of a place in a link: what differs from the opening one. */
export function placeEntries(place: PagePlace): readonly Entry[] {
	const { tab, step, axis, isRecorded } = place;
	// Which view is chosen matters only where views are shown.
	const { view, pinned } = tab === 'inside' ? place : OPENING_PLACE;
	const all: readonly (readonly [Entry[0], string | undefined])[] = [
		['tab', tab === OPENING_PLACE.tab ? undefined : tab],
		['view', view],
		['pinned', pinned],
		['step', step === undefined ? undefined : String(step)],
		['axis', axis === OPENING_PLACE.axis ? undefined : axis],
		['play', isRecorded ? RECORDED : undefined]
	];
	return all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}

/** Takes one of a fixed list of values. */
function takeOneOf<const Value extends string>(
	reader: LinkReader,
	key: Entry[0],
	values: readonly Value[]
): Value | undefined {
	const find = (text: string) => values.find((value) => value === text);
	return reader.take(key, {
		expected: `one of ${values.join(', ')}`,
		parse: find,
		parseLoosely: (text) => find(text.toLowerCase())
	});
}

/**
 * Reads the place of a link, without what was chosen in views. Values that are not known are
 * reported and left out.
 */
export function readPlace(reader: LinkReader): Omit<PagePlace, 'choices'> {
	takeOneOf(reader, 'room', [ROOM]);
	const tab = takeOneOf(reader, 'tab', TABS);
	const view = takeOneOf(reader, 'view', views.ids);
	const pinned = takeOneOf(reader, 'pinned', views.ids);
	const step = reader.take('step', {
		expected: 'a whole number from 0',
		parse: (text) => (/^(?:0|[1-9]\d{0,8})$/u.test(text) ? Number(text) : undefined)
	});
	const axis = takeOneOf(reader, 'axis', STEP_SCALES) ?? OPENING_PLACE.axis;
	const isRecorded = takeOneOf(reader, 'play', [RECORDED]) !== undefined;
	if (pinned !== undefined && pinned === view) {
		reader.report('pinned', pinned, `pinned: expected another view than ${view}, got ${pinned}`);
	}
	// A link that names a view but no tab means the tab with the views.
	const shown = tab ?? (view === undefined ? OPENING_PLACE.tab : 'inside');
	return { tab: shown, view, pinned: pinned === view ? undefined : pinned, step, axis, isRecorded };
}
