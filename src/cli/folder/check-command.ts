import { assertDigest } from '../../lab-run/codec/digest-checks.ts';
import { FormatError } from '../../lab-run/codec/format-error.ts';
import type { Split } from '../../engine/tasks/define.ts';
import type { StoredReplica, StoredRun } from '../../lab-run/stored-run.ts';
import type { StoredWeights } from '../../lab-run/stored-weights.ts';
import { inFile, userProblems } from '../arguments/failures.ts';
import { differenceText } from '../run/run-summary.ts';
import { sha256 } from './digest.ts';
import { RunFolder } from './run-folder.ts';
import { readRunFolder } from './stored-folder.ts';

/** Holds the files whose digests are in the checkpoint to them, and reads all weights. */
async function readAll({ replicas, checkpoint }: StoredRun, folder: RunFolder): Promise<void> {
	const problems: string[] = [];
	const look = async (read: () => unknown): Promise<void> => {
		try {
			await read();
		} catch (error) {
			const sentences = userProblems(error);
			if (sentences === undefined) throw error;
			problems.push(...sentences);
		}
	};
	for (const [file, wanted] of Object.entries(checkpoint?.digests?.files ?? {})) {
		await look(() => {
			inFile(file, () => {
				assertDigest(sha256(folder.read(file)), wanted);
			});
		});
	}
	for (const { read } of replicas.flatMap(({ weightFiles }) => weightFiles)) await look(read);
	// Files of one step share a digest, so several may say the same.
	if (problems.length > 0) throw new FormatError([...new Set(problems)]);
}

const counted = (count: number, one: string): string =>
	`${String(count)} ${count === 1 ? one : `${one}s`}`;

/** Examples of the split, as far as it is known. */
const splitText = (split: Split | undefined): string =>
	split === undefined
		? 'no split'
		: `${counted(split.train.length, 'train example')}, ${counted(split.test.length, 'test example')}`;

function weightsText([first, ...others]: readonly StoredWeights[]): string {
	if (first === undefined) return 'no weights';
	const last = others.at(-1) ?? first;
	return `weights of ${counted(others.length + 1, 'step')}, ${String(first.step)} to ${String(last.step)}`;
}

function replicaText(
	{ splits, card }: StoredRun,
	{ evaluations, weights, settled, views }: StoredReplica,
	r: number
): string {
	const parts = [
		counted(evaluations.step.length, 'evaluation'),
		splitText(splits?.[r]),
		weightsText(weights),
		settled === undefined
			? 'not settled'
			: `settled at ${counted(settled.measures.step.length, 'step')}`,
		views === undefined ? 'no views' : counted(views.views.length, 'view')
	];
	const difference = differenceText(card, r);
	const name = difference === '' ? String(r) : `${String(r)} (${difference})`;
	return `  replica ${name}: ${parts.join('; ')}`;
}

/**
 * Reads every part of a run's folder and says what it holds.
 * @throws UsageError while another process writes it; FormatError with a sentence for every part
 * that is missing, damaged, of a newer version, or not the one that the checkpoint was saved with
 */
export async function checkRun(path: string): Promise<string> {
	const folder = new RunFolder(path);
	folder.assertUnlocked('check');
	const run = await readRunFolder(folder, 'check');
	await readAll(run, folder);
	const { card, checkpoint } = run;
	const digests =
		checkpoint?.digests === undefined ? '' : ', with the digests that its checkpoint has';
	return [
		`${card.link}: ${card.status} at step ${String(card.step)}, ${counted(card.replicas, 'replica')}, on ${card.adapter.name}`,
		...run.replicas.map((replica, r) => replicaText(run, replica, r)),
		`Every file in ${folder.shown} is whole${digests}`,
		''
	].join('\n');
}
