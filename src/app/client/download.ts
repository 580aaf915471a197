/** Hands a text to the browser as a file to keep. */
export function downloadText(name: string, type: string, text: string): void {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const anchor = document.createElement('a');
	anchor.href = url;
	anchor.download = name;
	anchor.click();
	// The download has its own hold on the blob once the click was handled.
	setTimeout(() => {
		URL.revokeObjectURL(url);
	}, 0);
}
