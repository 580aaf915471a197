import type { ViewPictures } from '../view-runner.ts';
import { jsonText } from './json-text.ts';
import { formatOf } from './run-format.ts';

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
