import type { PhaseColumns } from '../core/phases.ts';
import type { ScalarRole, VectorRole } from './define.ts';
import { probes } from './index.ts';

/** The measures that have a role in phase rules and texts. */

const SCALARS = probes.all.flatMap(({ scalars }) => scalars);
const VECTORS = probes.all.flatMap(({ vectors = [] }) => vectors);

const scalarInRole = (role: ScalarRole): string | undefined =>
	SCALARS.find((scalar) => scalar.role === role)?.id;

/** Id of the measure by frequency with a role; undefined if no probe has it. */
export const vectorInRole = (role: VectorRole): string | undefined =>
	VECTORS.find((vector) => vector.role === role)?.id;

const restrictedLoss = scalarInRole('circuit-evidence');

/** The columns that the phase rules read while a run trains. */
export const LIVE_PHASE_COLUMNS: PhaseColumns = Object.freeze({
	excludedLoss: scalarInRole('memorization-end'),
	restrictedLoss
});

/** The same once key frequencies are final. */
export const SETTLED_PHASE_COLUMNS: PhaseColumns = Object.freeze({
	excludedLoss: scalarInRole('memorization-end-settled'),
	restrictedLoss
});
