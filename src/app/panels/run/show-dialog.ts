/** Opens a dialog as modal, or inside the page if the browser has no modal dialogs. */
export function showDialog(dialog: HTMLDialogElement): void {
	try {
		dialog.showModal();
	} catch {
		dialog.setAttribute('open', '');
	}
}
