/** Selector of the fields in the rail. */
export const SETTINGS = 'form [id^="param-"]:is(input, select), form [id^="spec-"]:is(select)';

/** All settings in the rail, by id. Runs in the page, on the fields that {@link SETTINGS} finds. */
export function readSettings(fields: readonly Element[]): readonly string[] {
	return fields.map((field) =>
		field instanceof HTMLInputElement || field instanceof HTMLSelectElement
			? `${field.id}=${field.value}`
			: field.id
	);
}
