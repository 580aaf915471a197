import type { PagePlace } from '../../../config/place.ts';

/**
 * The large view and the pinned one, of the views that a run offers.
 * @param ids views of the run, in their order
 * @param place what the link or the user chose, which may be views of another run
 */
export function shownViews(
	ids: readonly string[],
	{ view, pinned }: Pick<PagePlace, 'view' | 'pinned'>
): Pick<PagePlace, 'view' | 'pinned'> {
	const kept = ids.find((id) => id === pinned);
	const large = ids.find((id) => id === view) ?? ids.find((id) => id !== kept);
	return { view: large, pinned: kept === large ? undefined : kept };
}
