import { isValid, type ParamSchemas, type ParamValue } from '../../../engine/core/param-schema.ts';

type Values = Readonly<Record<string, ParamValue>>;

/**
 * The chosen values of the views' controls, by view. A value that its schema no longer allows is
 * ignored.
 */
export class ViewControls {
	#chosen: Readonly<Record<string, Values>> = $state.raw({});

	/** The values of a view's controls; the default where nothing was chosen. */
	valuesOf(view: string, schemas: ParamSchemas): Values {
		const chosen = this.#chosen[view] ?? {};
		return Object.fromEntries(
			Object.entries(schemas).map(([key, schema]) => {
				const value = chosen[key];
				return [key, value !== undefined && isValid(schema, value) ? value : schema.default];
			})
		);
	}

	set(view: string, key: string, value: ParamValue): void {
		this.#chosen = { ...this.#chosen, [view]: { ...this.#chosen[view], [key]: value } };
	}

	/**
	 * Sets a control in each view that has it and allows the value.
	 * @param views schemas of the controls, by view
	 * @returns the views in which a value was set
	 */
	pick(values: Values, views: Readonly<Record<string, ParamSchemas>>): readonly string[] {
		const set = Object.entries(views).flatMap(([view, schemas]) =>
			Object.entries(values)
				.filter(([key, value]) => {
					const schema = schemas[key];
					return schema !== undefined && isValid(schema, value);
				})
				.map(([key, value]) => {
					this.set(view, key, value);
					return view;
				})
		);
		return [...new Set(set)];
	}
}
