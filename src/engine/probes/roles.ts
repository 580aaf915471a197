import type { PhaseColumns } from '../core/phases.ts';
import type { ScalarRole, VectorRole } from './define.ts';
import { probes } from './index.ts';

/** Measures by what rules and texts need them for. */

const SCALARS = probes.all.flatMap(({ scalars }) => scalars);
const VECTORS = probes.all.flatMap(({ vectors = [] }) => vectors);

const scalarInRole = (role: ScalarRole): string | undefined =>
	SCALARS.find((scalar) => scalar.role === role)?.id;

/** Id of the measure per frequency in a role; undefined where no probe has it. */
export const vectorInRole = (role: VectorRole): string | undefined =>
	VECTORS.find((vector) => vector.role === role)?.id;

const restrictedLoss = scalarInRole('circuit-evidence');

/** What the rules of phases look at while a run is on. */
export const LIVE_PHASE_COLUMNS: PhaseColumns = Object.freeze({
	excludedLoss: scalarInRole('memorization-end'),
	restrictedLoss
});

/** The same once key frequencies are final. */
export const SETTLED_PHASE_COLUMNS: PhaseColumns = Object.freeze({
	excludedLoss: scalarInRole('memorization-end-settled'),
	restrictedLoss
});
