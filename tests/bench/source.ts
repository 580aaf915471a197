import { execFileSync } from 'node:child_process';

/** What was measured. */
export interface Source {
	/** The commit's hash; undefined outside a git checkout. */
	readonly commit: string | undefined;
	/** Files that differ from the commit or are not in it, but for ignored ones. */
	readonly changedFiles: readonly string[];
}

export function describeSource(root: string): Source {
	const git = (...args: readonly string[]): string =>
		execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
	try {
		const status = git('status', '--porcelain', '--untracked-files=all');
		return {
			commit: git('rev-parse', 'HEAD').trim(),
			// Two letters of status and a space before each path.
			changedFiles: status.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]))
		};
	} catch {
		return { commit: undefined, changedFiles: [] };
	}
}

export function sourceLine({ commit, changedFiles }: Source): string {
	if (commit === undefined) return 'not a git checkout';
	const count = changedFiles.length;
	return `commit ${commit.slice(0, 10)}, ${count === 0 ? 'clean' : `DIRTY: ${String(count)} changed files`}`;
}
