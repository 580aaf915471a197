/** Hands a text to the browser as a file to keep. */
export function downloadText(name: string, type: string, text: string): void {
	const url = addressOf(type, text);
	const anchor = document.createElement('a');
	anchor.href = url;
	anchor.download = name;
	anchor.click();
	// The download has its own hold on the blob once the click was handled.
	setTimeout(() => {
		if (url.startsWith('blob:')) URL.revokeObjectURL(url);
	}, 0);
}

/** A blob, or the text itself where the browser gives no address to one. */
function addressOf(type: string, text: string): string {
	try {
		return URL.createObjectURL(new Blob([text], { type }));
	} catch {
		return `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
	}
}
