/** A kebab-case id as a title: `embedding-spectrum` becomes "Embedding spectrum". */
export function titleOf(id: string): string {
	const words = id.replaceAll('-', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
