/** Downloads a text as a file. */
export function downloadText(name: string, type: string, text: string): void {
	const url = addressOf(type, text);
	const anchor = document.createElement('a');
	anchor.href = url;
	anchor.download = name;
	anchor.click();
	// After the click the download keeps the blob alive itself.
	setTimeout(() => {
		if (url.startsWith('blob:')) URL.revokeObjectURL(url);
	}, 0);
}

/** The address of a blob, or a data address where blobs get none. */
function addressOf(type: string, text: string): string {
	try {
		return URL.createObjectURL(new Blob([text], { type }));
	} catch {
		return `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
	}
}
