import { expect, test } from 'vitest';
import { RunFolder } from '../../../../src/cli/folder/run-folder.ts';
import { SnapshotFiles, snapshotSteps } from '../../../../src/cli/folder/snapshot-files.ts';
import { temporaryFolder } from '../lab-place.ts';

const GRID = { budget: 100, evaluateEvery: 1 };
const NOTHING = new Float32Array(0);

const open = (folder: RunFolder) =>
	new SnapshotFiles(folder, 1, GRID, (step) => Uint8Array.of(step, step >> 8), {
		isDeferred: true
	});

/** Every step up to `last`, as a run takes them. */
function addUpTo(files: SnapshotFiles, last: number): void {
	for (
		let step = files.steps.length === 0 ? 0 : files.nextAfter(files.steps.at(-1) ?? 0);
		step <= last;
	) {
		files.add(step, NOTHING);
		step = files.nextAfter(step);
	}
}

test('what a checkpoint counts on is there until there is the next one, whenever the run is killed', () => {
	const folder = new RunFolder(temporaryFolder());
	const files = open(folder);
	let checkpoint = { step: 0, digests: files.digests };
	let thinned = 0;
	for (let last = 0; last <= 350; last += 7) {
		addUpTo(files, last);
		const there = snapshotSteps(folder);
		expect(there).toEqual(expect.arrayContaining(Object.keys(checkpoint.digests).map(Number)));
		thinned += files.dropped.length;
		// After a kill here the run continues from exactly the checkpoint's files.
		if (last % 35 === 0) {
			checkpoint = { step: last, digests: files.digests };
			files.removeDropped();
			expect(snapshotSteps(folder)).toEqual(files.steps);
		}
	}
	expect(thinned).toBeGreaterThan(0);
	addUpTo(files, 351);
	const again = open(folder);
	again.goOn(checkpoint.step, checkpoint.digests);
	expect(again.digests).toEqual(checkpoint.digests);
	expect(snapshotSteps(folder)).toEqual(Object.keys(checkpoint.digests).map(Number));
});
