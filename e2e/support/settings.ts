/** The rail's fields. */
export const SETTINGS = 'form [id^="param-"]:is(input, select), form [id^="spec-"]:is(select)';

/**
 * Every setting as the rail shows it, by its id. Runs in the page: of the fields that
 * {@link SETTINGS} finds.
 */
export function readSettings(fields: readonly Element[]): readonly string[] {
	return fields.map((field) =>
		field instanceof HTMLInputElement || field instanceof HTMLSelectElement
			? `${field.id}=${field.value}`
			: field.id
	);
}
