import { expect, test, vi } from 'vitest';
import { metricsCsv } from '../../../../src/app/state/export/export-csv.ts';
import { liveColumnsOf } from '../../../../src/app/state/export/export-notes.ts';
import { RunState } from '../../../../src/app/state/run/run.svelte.ts';
import { decodeLink } from '../../../../src/config/url-codec.ts';
import { createFakeLab } from '../../../support/runs/fake-lab.ts';
import { readText, TOY_LINK, toyRun } from '../lab-place.ts';

test('the page exports, on the same backend, the very table that the headless lab writes, to its last row', async () => {
	const { config } = decodeLink(`${TOY_LINK}&steps=27`, 'quick-start');
	const fake = createFakeLab();
	try {
		await fake.lab.openDevice('reference');
		await fake.lab.load(config, 1);
		await fake.lab.train();
		await vi.waitFor(() => {
			expect(fake.statuses().at(-1)).toEqual({ state: 'paused', reason: 'budget' });
		}, 20_000);
		const run = new RunState();
		for (const message of fake.messages) run.receive(message);
		const page = metricsCsv(run.train, run.evaluations, [], liveColumnsOf(config, run.events));
		const { folder } = await toyRun(['--steps', '27']);
		const headless = readText(folder, 'metrics.csv');
		expect(page.split('\n')[0]).toBe(headless.split('\n')[0]);
		expect(page).toBe(headless);
		expect(page.trimEnd().split('\n').at(-1)).toMatch(/^27,\d.*,\d.*,0.01,1$/);
	} finally {
		fake.close();
	}
}, 60_000);
