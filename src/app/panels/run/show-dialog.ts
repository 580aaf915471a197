/** Opens a dialog over the page, or at least in it where the browser has no modal ones. */
export function showDialog(dialog: HTMLDialogElement): void {
	try {
		dialog.showModal();
	} catch {
		dialog.setAttribute('open', '');
	}
}
