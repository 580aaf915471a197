import type { ParamSchema } from '../../engine/core/param-schema.ts';

const normal = (text: string) => text.normalize('NFKD').toLowerCase();

/** Whether a setting's name or help has every word of a search text. */
export function matches(
	query: string,
	key: string,
	{ label, help }: Pick<ParamSchema, 'label' | 'help'>
): boolean {
	const text = normal(`${label} ${key} ${key.replaceAll('_', ' ')} ${help}`);
	return normal(query)
		.split(/\s+/u)
		.every((word) => text.includes(word));
}
