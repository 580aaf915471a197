import { isValid, type ParamSchemas } from '../../../engine/core/param-schema.ts';
import type { ViewChoices } from '../../../config/view-choices.ts';

type ControlValues = ViewChoices[string];

/**
 * The chosen values of the views' controls, by view. A value that its schema no longer allows is
 * ignored.
 */
export class ViewControls {
	#choices: ViewChoices = $state.raw({});
	readonly #changed: () => void;

	/** @param changed called after a change that the user made */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	/** What differs from the defaults. */
	get choices(): ViewChoices {
		return this.#choices;
	}

	/** Takes over the choices of a link. */
	adopt(choices: ViewChoices): void {
		this.#choices = choices;
	}

	/** The values of a view's controls; the default where nothing was chosen. */
	valuesOf(view: string, schemas: ParamSchemas): ControlValues {
		const chosen = this.#choices[view] ?? {};
		return Object.fromEntries(
			Object.entries(schemas).map(([key, schema]) => {
				const value = chosen[key];
				return [key, value !== undefined && isValid(schema, value) ? value : schema.default];
			})
		);
	}

	/** Chooses values of a view's controls. A default is no choice. */
	set(view: string, values: ControlValues, schemas: ParamSchemas): void {
		this.#put(view, values, schemas);
		this.#changed();
	}

	/**
	 * Sets a control in each view that has it and allows the value.
	 * @param views schemas of the controls, by view
	 * @returns the views in which a value was set
	 */
	pick(values: ControlValues, views: Readonly<Record<string, ParamSchemas>>): readonly string[] {
		const set = Object.entries(views).flatMap(([view, schemas]) => {
			const allowed = Object.entries(values).filter(([key, value]) => {
				const schema = schemas[key];
				return schema !== undefined && isValid(schema, value);
			});
			if (allowed.length === 0) return [];
			this.#put(view, Object.fromEntries(allowed), schemas);
			return [view];
		});
		if (set.length > 0) this.#changed();
		return set;
	}

	#put(view: string, values: ControlValues, schemas: ParamSchemas): void {
		const all = { ...this.#choices[view], ...values };
		const own = Object.entries(all).filter(([key, value]) => value !== schemas[key]?.default);
		this.#choices = { ...this.#choices, [view]: Object.fromEntries(own) };
	}
}
