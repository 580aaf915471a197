import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { treeOf } from '../../../support/runs/tree-hash.ts';
import { metadataOf, rewriteAsEarlier } from '../lab-checkpoints.ts';
import { readText } from '../lab-place.ts';
import { copyOf, expectRefused, goOn, TIMEOUT_MS, tinyRuns } from '../lab-tiny-runs.ts';

const runs = tinyRuns();

/** The JSON in a member of the checkpoint's metadata with some of its members changed. */
const changed = (key: string, to: Readonly<Record<string, unknown>>) => (folder: string) => {
	const value: unknown = JSON.parse(metadataOf(folder)[key] ?? '');
	const json = JSON.stringify({ ...(typeof value === 'object' ? value : {}), ...to });
	rewriteAsEarlier(folder, { metadata: { [key]: json } });
};
const metadata = (key: string, text: string | undefined) => (folder: string) => {
	rewriteAsEarlier(folder, { metadata: { [key]: text } });
};
const withLink = (change: (link: string) => string) => (folder: string) => {
	const run: unknown = JSON.parse(metadataOf(folder)['run'] ?? '');
	const link = typeof run === 'object' && run !== null && 'link' in run ? String(run.link) : '';
	changed('run', { link: change(link) })(folder);
};
const rows = (change: (lines: string[]) => void) => (folder: string) => {
	rewriteAsEarlier(folder);
	const lines = readText(folder, 'metrics.csv').split('\n');
	change(lines);
	writeFileSync(join(folder, 'metrics.csv'), lines.join('\n'));
};
const replaced = (name: string, text: string) => (folder: string) => {
	writeFileSync(join(folder, name), text);
};

/** Without digests, as an earlier version wrote them: only the schema can find the fault. */
const WRONG: readonly (readonly [string, (folder: string) => void, string])[] = [
	['no step', metadata('step', undefined), 'step: expected a whole number from 0'],
	['an empty step', metadata('step', ''), 'step: expected a whole number from 0'],
	['a step of -1', metadata('step', '-1'), 'step: expected a whole number from 0'],
	['a broken step', metadata('step', '2.5'), 'step: expected a whole number from 0'],
	['a far step', metadata('step', '4000000000'), 'expected at least 4000000000'],
	['no evaluated_up_to', metadata('evaluated_up_to', undefined), 'evaluated_up_to: expected'],
	['a late evaluated_up_to', metadata('evaluated_up_to', '99'), 'evaluated_up_to: expected'],
	['another format', metadata('format', 'x'.repeat(100_000)), 'format: expected'],
	['no live', metadata('live', undefined), 'live: expected JSON'],
	['lr -5', changed('live', { lr: -5 }), 'live: lr: expected a number from'],
	['weight decay 1e6', changed('live', { weight_decay: 1e6 }), 'live: weight_decay: expected'],
	['lr null', changed('live', { lr: null }), 'live: lr: expected a number'],
	[
		'a foreign live parameter',
		changed('live', { '\u001b[31mx': 1 }),
		'not a parameter of this run'
	],
	['1e9 replicas', changed('run', { replicas: 1e9 }), 'run: replicas: expected a whole number'],
	['60000 replicas', changed('run', { replicas: 60_000 }), 'expected shape [60000, any]'],
	['-1 replicas', changed('run', { replicas: -1 }), 'run: replicas: expected a whole number'],
	['two replicas', changed('run', { replicas: 2 }), 'expected shape [2, any]'],
	['versions null', changed('run', { versions: null }), 'run: versions: expected an object'],
	['events null', changed('run', { events: null }), 'run: events: expected a list'],
	[
		'an event of -3',
		changed('run', { events: [{ kind: 'resumed', step: -3 }] }),
		'events[0]: step'
	],
	['no init', changed('run', { init: 7 }), 'run: init: expected a text'],
	['until -1', changed('run', { until: -1 }), 'run: until: expected a whole number'],
	['another backend', changed('run', { backend: 'cuda\u0007' }), 'run: backend: expected one of'],
	['no formulation', changed('run', { formulation: 'x' }), 'formulation'],
	['negative seconds', changed('run', { wallSeconds: -1 }), 'run: wallSeconds: expected'],
	['no run', metadata('run', 'null'), 'run: expected an object, got null'],
	[
		'another d_mlp',
		withLink((link) => link.replace('d_mlp=4', 'd_mlp=3')),
		'init.safetensors: config'
	],
	['another seed', withLink((link) => `${link}&seed=4`), 'init.safetensors: config'],
	['a link of a megabyte', withLink(() => '\u001b]0;x\u0007'.repeat(200_000)), 'expected a preset'],
	['lr 1e9 in the link', withLink((link) => link.replace('lr=0.01', 'lr=1e9')), 'lr: expected'],
	['a row less', rows((lines) => lines.splice(2, 1)), 'expected 5 rows before step 5'],
	['a row twice', rows((lines) => lines.splice(2, 0, lines[2] ?? '')), 'expected 5 rows before'],
	['no header', rows((lines) => lines.splice(0, 1)), 'metrics.csv: '],
	['other columns', rows((lines) => lines.splice(0, 1, 'step,x')), 'expected the columns'],
	[
		'the card of another run',
		(folder) => {
			copyFileSync(join(runs().second, 'run.json'), join(folder, 'run.json'));
		},
		'run.json: expected the card of the run in the checkpoint'
	],
	['a card that is null', replaced('run.json', 'null'), 'run.json: card: expected an object'],
	[
		'a card of a megabyte',
		replaced('run.json', '\u001b'.repeat(1e6)),
		'run.json: card: expected JSON'
	],
	['pairs that are null', replaced('split.json', '{"train_pairs": null}'), 'split.json: '],
	[
		'pairs that are texts',
		replaced('split.json', '{"train_pairs": [["\u001b", 1]]}'),
		'split.json: '
	],
	['a deep split', replaced('split.json', `${'['.repeat(2e5)}${']'.repeat(2e5)}`), 'split.json: '],
	[
		'no buffer',
		(folder) => {
			rewriteAsEarlier(folder, { tensors: (tensors) => tensors.delete('buffer.parameters') });
		},
		'buffer "parameters": expected'
	],
	[
		'a foreign tensor',
		(folder) => {
			rewriteAsEarlier(folder, {
				tensors: (tensors) => tensors.set('\u001b[2J', { shape: [0], data: new Float32Array(0) })
			});
		},
		'not one of a checkpoint'
	],
	[
		'a number in the padding',
		(folder) => {
			rewriteAsEarlier(folder, {
				tensors: (tensors) => tensors.get('buffer.parameters')?.data.fill(1, -1)
			});
		},
		'buffer "parameters": expected 0 at element'
	],
	[
		'evaluations backwards',
		(folder) => {
			rewriteAsEarlier(folder, {
				tensors: (tensors) => tensors.get('evaluations.step')?.data.reverse()
			});
		},
		'expected ascending whole numbers'
	],
	[
		'a damaged snapshot',
		(folder) => {
			rewriteAsEarlier(folder);
			truncateSync(join(folder, 'snapshots/step-3.safetensors'), 100);
		},
		'snapshots/step-3.safetensors: '
	],
	[
		'a snapshot of another run',
		(folder) => {
			rewriteAsEarlier(folder);
			const name = 'snapshots/step-3.safetensors';
			copyFileSync(join(runs().second, name), join(folder, name));
		},
		'snapshots/step-3.safetensors: config'
	]
];

describe('what no version of the lab wrote is refused with its place, and the folder left as it is', () => {
	test.each(WRONG)(
		'%s',
		async (_, damage, words) => {
			const folder = copyOf(runs().first);
			damage(folder);
			const before = treeOf(folder);
			const refused = await goOn(folder);
			expect(refused.notices).toContain(words);
			expectRefused(refused);
			expect(treeOf(folder)).toEqual(before);
		},
		TIMEOUT_MS
	);

	test('all of it in one go', async () => {
		const folder = copyOf(runs().first);
		changed('live', { lr: -5, weight_decay: 1e6 })(folder);
		replaced('run.json', '[]')(folder);
		truncateSync(join(folder, 'snapshots/step-3.safetensors'), 100);
		const refused = await goOn(folder);
		expect(refused.notices.trimEnd().split('\n')).toEqual([
			expect.stringContaining('checkpoint.safetensors: live: lr: expected'),
			expect.stringContaining('checkpoint.safetensors: live: weight_decay: expected'),
			expect.stringContaining('snapshots/step-3.safetensors: '),
			expect.stringContaining('run.json: card: expected an object, got []')
		]);
	});
});
