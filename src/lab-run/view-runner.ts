import type { Session } from '../engine/core/session.ts';
import type { NumericArray } from '../engine/core/tensor.ts';
import { buildViews, type BuiltViews } from '../engine/trainer/inspect/build-views.ts';
import { LoadedViews, type ViewRequest } from '../engine/trainer/inspect/loaded-views.ts';
import type { ControlValues, ViewData, ViewSpec } from '../engine/views/define.ts';
import type { ReplicaRun, SessionSource } from './replica-run.ts';

/** A view as drawn with these values of its controls. */
export type ViewPicture = ViewData & { readonly controls: ControlValues };

export interface ViewPictures {
	readonly view: ViewSpec;
	/** With its controls at their defaults first. */
	readonly pictures: readonly ViewPicture[];
}

/** Checks a plan of views before it is opened, and wraps its session. */
export interface ViewRunnerOptions {
	/** @throws LabError `size-limit` before anything is allocated */
	readonly check?: (plan: BuiltViews['plan']) => void;
	/** Wraps the session, so that a view of many rounds can be ended between two of them. */
	readonly wrap?: (session: Session) => Session;
}

const isSame = (a: NumericArray, b: NumericArray | undefined): boolean =>
	a.buffer === b?.buffer && a.byteOffset === b.byteOffset && a.length === b.length;

/** Views of the weights of one replica at any of its steps. One request at a time. */
export class ViewRunner {
	readonly #views: readonly ViewSpec[];
	readonly #loaded: LoadedViews;
	/** The weights that were run forward last. */
	#weights: NumericArray | undefined;

	private constructor(views: readonly ViewSpec[], loaded: LoadedViews) {
		this.#views = views;
		this.#loaded = loaded;
	}

	/** @throws LabError `size-limit`, `shader-compilation`, `device-lost`, `gpu-error` */
	static async open(
		{ spec, options }: ReplicaRun,
		source: SessionSource,
		{ check, wrap = (session) => session }: ViewRunnerOptions = {}
	): Promise<ViewRunner> {
		const built = buildViews(spec, options);
		check?.(built.plan);
		const session = await source.open(built.plan, () => undefined);
		return new ViewRunner(built.views, new LoadedViews(built, wrap(session)));
	}

	/**
	 * @param weights flat [P]; the forward pass over all examples is done again only when they are
	 * others than before
	 * @throws LabError `bad-parameter`, `device-lost`, `gpu-error`
	 */
	view(weights: NumericArray, request: ViewRequest): Promise<ViewData> {
		if (!isSame(weights, this.#weights)) this.#loaded.setWeights(weights);
		this.#weights = weights;
		return this.#loaded.view(request);
	}

	/**
	 * Every view that applies to the run: with its controls at their defaults, and with other
	 * settings that the view lists.
	 * @param onView called before each with how many are done, and of how many
	 * @param isWanted asked before each picture
	 * @returns undefined when it was no longer wanted
	 * @throws LabError `device-lost`, `gpu-error`
	 */
	async all(
		weights: NumericArray,
		keyFrequencies: readonly number[],
		onView: (done: number, total: number) => void,
		isWanted: () => boolean
	): Promise<readonly ViewPictures[] | undefined> {
		const all: ViewPictures[] = [];
		for (const [i, view] of this.#views.entries()) {
			onView(i, this.#views.length);
			const pictures: ViewPicture[] = [];
			for (const controls of this.#loaded.pictures(view, keyFrequencies)) {
				if (!isWanted()) return undefined;
				const data = await this.view(weights, { id: view.id, controls, keyFrequencies });
				pictures.push({ controls, ...data });
			}
			all.push({ view, pictures });
		}
		return all;
	}

	dispose(): void {
		this.#loaded.dispose();
	}
}
