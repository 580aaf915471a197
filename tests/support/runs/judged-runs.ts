import { readFileSync } from 'node:fs';
import { phaseSeries, type PhaseSeries } from '../../../src/engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../../../src/engine/probes/roles.ts';

const number = (cell: string | undefined) =>
	cell === undefined || cell === '' ? NaN : Number(cell);

function readCells(name: string) {
	const file = new URL(`../../golden/${name}.csv`, import.meta.url);
	const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
	return { names: head.split(','), cells: lines.map((line) => line.split(',')) };
}

/** The evaluations of one seed of a preset among the goldens. */
export function readStoryRun(preset: string, seed: number): PhaseSeries {
	const { names, cells } = readCells(`stories-${preset}`);
	const rows = cells.filter((row) => number(row[names.indexOf('seed')]) === seed);
	const column = (id: string) => rows.map((row) => number(row[names.indexOf(id)]));
	return phaseSeries(column('step'), column, LIVE_PHASE_COLUMNS, 'non_mirrored');
}

/** The evaluated rows of a run's CSV among the goldens. */
export function readJudgedRun(name: string): PhaseSeries {
	const { names, cells } = readCells(name);
	const testLoss = names.indexOf('test_loss');
	const rows = cells.filter((row) => !Number.isNaN(number(row[testLoss])));
	const column = (id: string) => {
		const evaluated = names.indexOf(`evaluated_${id}`);
		const at = evaluated < 0 ? names.indexOf(id) : evaluated;
		return rows.map((row) => number(row[at]));
	};
	return phaseSeries(column('step'), column, LIVE_PHASE_COLUMNS, 'non_mirrored');
}
