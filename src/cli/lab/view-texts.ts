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
 * Every view that has a meaning for a run, with its controls at their defaults, as JSON; undefined when it was
 * interrupted.
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
		for (const [i, { id, label, cite, definition }] of built.views.entries()) {
			if (interrupt.aborted) return undefined;
			onView(i, built.views.length);
			const data = await desk.view({ id, controls: {}, keyFrequencies });
			views[id] = { label, cite, definition, ...data };
		}
		return `${jsonText({ format: 'grokking-lab views 1', step, key_frequencies: keyFrequencies, views })}\n`;
	} finally {
		desk.dispose();
	}
}
