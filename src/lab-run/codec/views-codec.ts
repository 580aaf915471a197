import { fields, list, members, whole } from '../../engine/checkpoint/checked-json.ts';
import type { ViewPicture, ViewPictures } from '../view-runner.ts';
import { decodeFormatted } from './formatted-json.ts';
import { jsonText } from './json-text.ts';
import { formatOf } from './run-format.ts';
import { VIEW } from './view-schemas.ts';

/** Views of the weights of a step. */
interface ViewsOfStep {
	readonly step: number;
	readonly keyFrequencies: readonly number[];
	readonly views: readonly ViewPictures[];
}

/**
 * Views as JSON: each with the picture at the defaults of its controls, those of other settings
 * under `others`.
 */
export function viewsJson({ step, keyFrequencies, views }: ViewsOfStep): string {
	const entries = views.map(({ view, pictures }) => {
		const { id, label, cite, definition } = view;
		const [first, ...others] = pictures;
		const picture = { label, cite, definition, ...first };
		return [id, others.length > 0 ? { ...picture, others } : picture] as const;
	});
	const text = jsonText({
		format: formatOf('views'),
		step,
		key_frequencies: keyFrequencies,
		views: Object.fromEntries(entries)
	});
	return `${text}\n`;
}

/** A view as a file holds it: its id may be one that this version does not know. */
export interface StoredView {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	/** The one at the defaults of the controls first. */
	readonly pictures: readonly ViewPicture[];
}

/** Views of the weights of a step, out of a file. */
export interface StoredViews {
	readonly step: number;
	readonly keyFrequencies: readonly number[];
	readonly views: readonly StoredView[];
}

const VIEWS = fields({
	step: whole(0),
	key_frequencies: list(whole(1)),
	views: members(VIEW)
});

/**
 * What `viewsJson` wrote. Numbers in arrays have float32 precision.
 * @param name of the file, which begins every sentence
 * @throws FormatError with a sentence for everything that is wrong in it
 */
export function decodeViews(json: string, name: string): StoredViews {
	const {
		step,
		key_frequencies: keyFrequencies,
		views
	} = decodeFormatted('views', VIEWS, json, name);
	const stored = Object.entries(views).map(
		([id, { label, cite, definition, others = [], ...first }]) => ({
			...{ id, label, cite, definition },
			pictures: [first, ...others]
		})
	);
	return { step, keyFrequencies, views: stored };
}
