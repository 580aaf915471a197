import { problemsOf, withValue } from '../../../config/config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor } from '../../../config/schemas.ts';
import { isValid } from '../../../engine/core/param-schema.ts';

/** Settings with one value changed; undefined if they cannot run so, or would be the same. */
export function runnableChange(
	config: RunConfig,
	key: string,
	value: number
): RunConfig | undefined {
	const schema = schemasFor(config)[key];
	if (schema === undefined || !isValid(schema, value) || config.values[key] === value) {
		return undefined;
	}
	const changed = withValue(config, key, value);
	return problemsOf(changed).length === 0 ? changed : undefined;
}
