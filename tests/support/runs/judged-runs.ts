import { readFileSync } from 'node:fs';
import { phaseSeries, type PhaseSeries } from '../../../src/engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../../../src/engine/probes/roles.ts';

/** The evaluated rows of a run's CSV among the goldens. */
export function readJudgedRun(name: string): PhaseSeries {
	const file = new URL(`../../golden/${name}.csv`, import.meta.url);
	const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
	const names = head.split(',');
	const cells = lines.map((line) => line.split(','));
	const number = (cell: string | undefined) =>
		cell === undefined || cell === '' ? NaN : Number(cell);
	const testLoss = names.indexOf('test_loss');
	const rows = cells.filter((row) => !Number.isNaN(number(row[testLoss])));
	const column = (id: string) => {
		const evaluated = names.indexOf(`evaluated_${id}`);
		const at = evaluated < 0 ? names.indexOf(id) : evaluated;
		return rows.map((row) => number(row[at]));
	};
	return phaseSeries(column('step'), column, LIVE_PHASE_COLUMNS, 'non_mirrored');
}
