import type { NumericArray } from '../../engine/core/tensor.ts';
import { buildViews } from '../../engine/trainer/build-views.ts';
import type { RecordingOptions } from '../../engine/trainer/recording.ts';
import type { RunSpec } from '../../engine/trainer/run-spec.ts';
import { ViewDesk } from '../../engine/trainer/view-desk.ts';
import type { Device } from './device.ts';
import { jsonText } from './json-text.ts';

/** Weights to look at, and how they are looked at. */
export interface ViewSubject {
	readonly spec: RunSpec;
	readonly options: Omit<RecordingOptions, 'formulation'>;
	readonly step: number;
	/** Flat [P]. */
	readonly weights: NumericArray;
	readonly keyFrequencies: readonly number[];
}

/**
 * Every view that has a meaning for a run as JSON: the picture with its controls at their defaults, and under `others`
 * those of the other settings that deserve one; undefined when it was interrupted.
 * @param onView told before each how many there are, and how many are done
 * @throws LabError `size-limit`, `device-lost`, `gpu-error`
 */
export async function viewsJson(
	{ spec, options, step, weights, keyFrequencies }: ViewSubject,
	device: Device,
	onView: (done: number, total: number) => void,
	interrupt: { readonly aborted: boolean }
): Promise<string | undefined> {
	const built = buildViews(spec, options);
	const desk = new ViewDesk(built, await device.open(built.plan, () => undefined));
	try {
		desk.lay(weights);
		const views: Record<string, unknown> = {};
		for (const [i, view] of built.views.entries()) {
			const { id, label, cite, definition } = view;
			onView(i, built.views.length);
			const pictures: object[] = [];
			for (const controls of desk.pictures(view, keyFrequencies)) {
				if (interrupt.aborted) return undefined;
				pictures.push({ controls, ...(await desk.view({ id, controls, keyFrequencies })) });
			}
			const [first, ...others] = pictures;
			views[id] = { label, cite, definition, ...first, ...(others.length > 0 ? { others } : {}) };
		}
		return `${jsonText({ format: 'grokking-lab views 1', step, key_frequencies: keyFrequencies, views })}\n`;
	} finally {
		desk.dispose();
	}
}
