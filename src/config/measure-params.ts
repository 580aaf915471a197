import { boolean, type ParamSchemas } from '../engine/core/param-schema.ts';
import { probes } from '../engine/probes/index.ts';
import type { RunConfig } from './run-config.ts';

const keyOf = (id: string): string => `measure_${id.replaceAll('-', '_')}`;

/** A switch for every probe. A probe that is off is neither built nor computed. */
export const MEASURE_PARAMS: ParamSchemas = Object.freeze(
	Object.fromEntries(
		probes.all.map(({ id, label, cite, offBecause }) => [
			keyOf(id),
			boolean({
				label,
				help: `Measured at every evaluation (${cite}).${offBecause === undefined ? '' : ` ${offBecause}`}`,
				group: 'measures',
				default: offBecause === undefined
			})
		])
	)
);

/** Ids of the probes that a config switches off. */
export const switchedOffIn = ({ values }: RunConfig): readonly string[] =>
	probes.ids.filter((id) => values[keyOf(id)] === false);
