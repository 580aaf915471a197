import type { Divergence } from '../../../config/divergence.ts';
import type { LabErrorCode, PlainError } from '../../../engine/core/lab-error.ts';
import type { BrowserFacts } from '../../client/browser-facts.ts';
import { BROWSERS_WITH_WEBGPU, chromiumHint, firefoxHint, SAFARI_HINT } from './browser-support.ts';

/** What the user can do about a failure. The page has a button for each. */
export type Remedy =
	| 'resume'
	| 'restart'
	| 'lower-weight-decay'
	| 'lower-learning-rate'
	| 'reset-to-preset'
	| 'train-on-cpu'
	| 'try-again'
	| 'play-recorded-run';

/** A failure in words, with its remedies, the best one first. */
export interface FailureAdvice {
	readonly title: string;
	readonly sentence: string;
	/** What is left of the run; empty without a checkpoint. */
	readonly kept: string;
	/** What to do in this browser on this system; empty if there is nothing to add. */
	readonly hint: string;
	readonly remedies: readonly Remedy[];
}

type Template = Omit<FailureAdvice, 'hint' | 'kept'>;

function browserOf(userAgent: string): 'firefox' | 'chromium' | 'safari' | 'other' {
	if (/Firefox\//.test(userAgent)) return 'firefox';
	if (/Chrome\/|CriOS\/|Edg\//.test(userAgent)) return 'chromium';
	if (/Safari\//.test(userAgent)) return 'safari';
	return 'other';
}

/** Why WebGPU does not work here, in one or two sentences. */
export function webGpuHint(
	facts: Pick<BrowserFacts, 'isSecureContext' | 'hasWebGpu' | 'userAgent'>
): string {
	if (!facts.isSecureContext) {
		return 'This page was not opened over a secure connection: WebGPU needs https:// or http://localhost.';
	}
	const { userAgent } = facts;
	switch (browserOf(userAgent)) {
		case 'firefox':
			return firefoxHint(userAgent, facts.hasWebGpu);
		case 'safari':
			return SAFARI_HINT;
		case 'chromium':
			return chromiumHint(userAgent);
		case 'other':
			return `Update the browser, or open this page in a current one with WebGPU: ${BROWSERS_WITH_WEBGPU}.`;
	}
}

/** Why a worker does not start here. */
function workerHint({ hasOwnOrigin, hasWorkers }: BrowserFacts): string {
	if (!hasWorkers) return 'This browser has no web workers, or they are switched off.';
	return hasOwnOrigin
		? 'The page’s files may be incomplete on its server, the connection may be down, or an extension or a policy of the server may block workers.'
		: 'This page runs in a sandboxed frame. Its server must send the header “Access-Control-Allow-Origin: *” with the page’s files, or the frame needs “allow-same-origin”.';
}

function hintOn(code: LabErrorCode, facts: BrowserFacts): string {
	if (code === 'no-worker') return workerHint(facts);
	return NEEDS_HINT.includes(code) ? webGpuHint(facts) : '';
}

const TEMPLATES: Readonly<Record<LabErrorCode, Template>> = Object.freeze({
	'no-webgpu': {
		title: 'This browser has no WebGPU',
		sentence: 'The lab trains on the graphics card through WebGPU, which is missing here.',
		remedies: ['play-recorded-run', 'train-on-cpu', 'try-again']
	},
	'no-adapter': {
		title: 'No graphics adapter was found',
		sentence:
			'The browser has WebGPU but offers no adapter: the adapter may be blocked, busy or unsupported. After GPU crashes some browsers offer none for two minutes.',
		remedies: ['try-again', 'train-on-cpu', 'play-recorded-run']
	},
	'no-device': {
		title: 'The graphics adapter could not be opened',
		sentence: 'The browser found an adapter but refused to give the page access to it.',
		remedies: ['try-again', 'train-on-cpu', 'play-recorded-run']
	},
	'no-wasm': {
		title: 'WebAssembly cannot be used here',
		sentence:
			'Training on the CPU needs WebAssembly. This browser refuses it, or computes wrongly with it.',
		remedies: ['try-again', 'play-recorded-run']
	},
	'no-kernels': {
		title: 'The kernels could not be loaded',
		sentence:
			'The file with the programs that train the network did not arrive. The connection to the page’s server may be down.',
		remedies: ['try-again', 'play-recorded-run']
	},
	'device-lost': {
		title: 'The graphics device was lost',
		sentence: 'The driver or the browser took the device away several times in a row.',
		remedies: ['resume', 'restart', 'train-on-cpu']
	},
	'gpu-blocked': {
		title: 'The browser has blocked the graphics card for a while',
		sentence:
			'After crashes of the GPU process a browser offers no adapter for about two minutes. You only need to wait.',
		remedies: ['try-again', 'train-on-cpu', 'play-recorded-run']
	},
	'gpu-error': {
		title: 'The graphics device cannot be relied on',
		sentence:
			'It reported an error or computed wrong numbers. Its driver or other programs may be the cause.',
		remedies: ['resume', 'restart', 'train-on-cpu']
	},
	'shader-compilation': {
		title: 'A kernel did not compile',
		sentence: 'This browser or driver rejected one of the GPU programs that train the network.',
		remedies: ['train-on-cpu', 'try-again', 'play-recorded-run']
	},
	'size-limit': {
		title: 'This run is too large',
		sentence:
			'It needs more memory in one piece than is allowed here. Choose a smaller prime or a narrower model.',
		remedies: ['reset-to-preset', 'try-again']
	},
	'non-finite-loss': {
		title: 'The loss is no longer a number',
		sentence: 'Training has diverged, usually because the learning rate is too high.',
		remedies: ['lower-learning-rate', 'resume', 'restart']
	},
	'worker-crashed': {
		title: 'The training worker stopped',
		sentence: 'The background worker ended unexpectedly.',
		remedies: ['resume', 'restart']
	},
	'thread-lost': {
		title: 'A thread of the training was lost',
		sentence:
			'The browser ended one of the threads that share the work of a step. The next attempt computes the same on one thread.',
		remedies: ['resume', 'restart']
	},
	'no-worker': {
		title: 'The training worker did not start',
		sentence: 'The lab trains in a background worker, and the browser did not start one.',
		remedies: ['try-again']
	},
	cancelled: {
		title: 'Preparing was canceled',
		sentence: 'Nothing is loaded.',
		remedies: ['restart']
	},
	'bad-parameter': {
		title: 'These settings cannot run',
		sentence: 'One of the settings is outside what the lab can do.',
		remedies: ['reset-to-preset', 'try-again']
	},
	'bad-link': {
		title: 'The link cannot be used',
		sentence: 'The link in the address bar does not describe a run.',
		remedies: ['reset-to-preset']
	},
	'bad-checkpoint': {
		title: 'The checkpoint does not fit',
		sentence: 'The saved weights belong to other settings.',
		remedies: ['restart']
	},
	internal: {
		title: 'Something went wrong inside the lab',
		sentence: 'This is an error in the lab, not in your settings.',
		remedies: ['resume', 'restart', 'try-again']
	}
});

/** A failure in a few words. */
export const failureTitle = (code: LabErrorCode): string => TEMPLATES[code].title;

const NEEDS_HINT: readonly LabErrorCode[] = [
	'no-webgpu',
	'no-adapter',
	'no-device',
	'shader-compilation'
];

/** What is known of the failed run. */
interface FailedRun {
	/** A checkpoint exists from which the run can resume. */
	readonly hasCheckpoint: boolean;
	/** At least one step was done. */
	readonly hasProgress: boolean;
	/** Which settings make the run diverge, if that can be computed. */
	readonly divergence?: Divergence;
}

/**
 * The remedies that are possible now. Resuming comes first unless the failure puts it elsewhere:
 * all others discard the run's progress.
 */
function openRemedies(all: readonly Remedy[], isResumable: boolean, isFresh: boolean): Remedy[] {
	const open = all.filter((remedy) => remedy !== 'play-recorded-run' || isFresh);
	if (!isResumable) return open.filter((remedy) => remedy !== 'resume');
	// With a checkpoint, "Try again" would do the same as "Resume".
	const others = open.filter((remedy) => remedy !== 'try-again');
	return others.includes('resume') ? others : ['resume', ...others];
}

/**
 * If weight decay alone makes the weights grow, a lower learning rate may not help: the advice then
 * says what does.
 */
function divergedTemplate(
	template: Template,
	{ code }: PlainError,
	divergence: Divergence | undefined
): Template {
	if (code !== 'non-finite-loss' || divergence?.cause !== 'weight-decay') return template;
	const { sentence, rates } = divergence;
	const lowerRate: readonly Remedy[] = rates.length > 0 ? ['lower-learning-rate'] : [];
	return {
		...template,
		sentence,
		remedies: ['lower-weight-decay', ...lowerRate, 'resume', 'restart']
	};
}

/** The failure in words, with the remedies that are possible now; at least one always is. */
export function adviceFor(
	error: PlainError,
	facts: BrowserFacts,
	{ hasCheckpoint, hasProgress, divergence }: FailedRun
): FailureAdvice {
	const template = divergedTemplate(TEMPLATES[error.code], error, divergence);
	const isResumable = hasCheckpoint && error.code !== 'bad-checkpoint';
	return {
		...template,
		kept: isResumable
			? 'The last checkpoint is kept on this page. Earlier curves stay; earlier weights are lost, so “Look inside” starts at the checkpoint.'
			: '',
		hint: hintOn(error.code, facts),
		remedies: openRemedies(template.remedies, isResumable, !hasProgress)
	};
}
