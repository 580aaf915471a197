import { constants } from 'node:os';
import { resolve } from 'node:path';
import { probeAdapter } from './device/probe-adapter.ts';
import { runLab, type LabPlace } from './run/run-lab.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const DEFAULT_COLUMNS = 80;

/** A signal asks the run to end; the launcher ends a process that does not heed it. */
function watchSignals() {
	const controller = new AbortController();
	let code = 0;
	for (const signal of SIGNALS) {
		process.on(signal, () => {
			if (code === 0) code = 128 + constants.signals[signal];
			controller.abort();
		});
	}
	return { interrupt: controller.signal, interruptedCode: () => code };
}

/** npm runs us in the repository's root: paths are meant from where the user is. */
function userFolder(): string {
	const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
	return script === 'lab' && folder !== undefined ? folder : process.cwd();
}

const { stdout, stderr } = process;
const args = process.argv.slice(2);
const resolvePath = (path: string): string => resolve(userFolder(), path);
const place: LabPlace = {
	...watchSignals(),
	resolvePath,
	print: (text) => stdout.write(text),
	notice: (text) => stderr.write(`${text}\n`),
	progress: {
		isTerminal: stderr.isTTY,
		get columns() {
			return stderr.isTTY ? stderr.columns : DEFAULT_COLUMNS;
		},
		write: (text) => stderr.write(text)
	}
};
// The launcher asks before it chooses a driver.
const isProbe = process.env['GROKKING_LAB_PROBE'] === '1';
process.exitCode = await (isProbe ? probeAdapter(args, resolvePath) : runLab(args, place));
