import type { Divergence } from '../../../config/divergence.ts';
import type { LabErrorCode, PlainError } from '../../../engine/core/lab-error.ts';
import type { BrowserFacts } from '../../client/browser-facts.ts';
import { BROWSERS_WITH_WEBGPU, chromiumHint, firefoxHint, SAFARI_HINT } from './browser-support.ts';

/** What a person may do about a failure; the page has a button for each. */
export type WayOn =
	| 'resume'
	| 'restart'
	| 'lower-weight-decay'
	| 'lower-learning-rate'
	| 'reset-to-preset'
	| 'train-on-cpu'
	| 'try-again'
	| 'play-recording';

/** A failure in words, and the ways on, the best one first. */
export interface FailureAdvice {
	readonly title: string;
	readonly sentence: string;
	/** What to do in this browser on this system; empty when there is nothing to add. */
	readonly hint: string;
	readonly waysOn: readonly WayOn[];
}

type Template = Omit<FailureAdvice, 'hint'>;

function browserOf(userAgent: string): 'firefox' | 'chromium' | 'safari' | 'other' {
	if (/Firefox\//.test(userAgent)) return 'firefox';
	if (/Chrome\/|CriOS\/|Edg\//.test(userAgent)) return 'chromium';
	if (/Safari\//.test(userAgent)) return 'safari';
	return 'other';
}

/** What keeps WebGPU from working here, in one or two sentences. */
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

/** What keeps a worker from starting here. */
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
		waysOn: ['play-recording', 'train-on-cpu', 'try-again']
	},
	'no-adapter': {
		title: 'No graphics adapter was found',
		sentence:
			'The browser knows WebGPU but offers no adapter: it may be blocked, busy or unsupported. After crashes of the GPU some browsers give none for two minutes.',
		waysOn: ['try-again', 'train-on-cpu', 'play-recording']
	},
	'no-device': {
		title: 'The graphics adapter could not be opened',
		sentence: 'The browser found an adapter but refused to give the page access to it.',
		waysOn: ['try-again', 'train-on-cpu', 'play-recording']
	},
	'device-lost': {
		title: 'The graphics device was lost',
		sentence: 'The driver or the browser took the device away several times in a row.',
		waysOn: ['resume', 'restart', 'train-on-cpu']
	},
	'gpu-blocked': {
		title: 'The browser has blocked the graphics card for a while',
		sentence:
			'After crashes of the GPU process a browser gives no adapter for about two minutes. Nothing needs to be changed; waiting is enough.',
		waysOn: ['try-again', 'train-on-cpu', 'play-recording']
	},
	'gpu-error': {
		title: 'The graphics device cannot be relied on',
		sentence:
			'It reported an error or computed wrongly. Its driver, or other programs, may be why.',
		waysOn: ['resume', 'restart', 'train-on-cpu']
	},
	'shader-compilation': {
		title: 'A kernel did not compile',
		sentence: 'This browser or driver refused one of the programs that train the network.',
		waysOn: ['train-on-cpu', 'try-again', 'play-recording']
	},
	'size-limit': {
		title: 'This run is too large for the adapter',
		sentence:
			'It needs more memory than the adapter gives. A smaller prime or a narrower model will fit.',
		waysOn: ['reset-to-preset', 'try-again']
	},
	'non-finite-loss': {
		title: 'The loss is no longer a number',
		sentence: 'Training has diverged, usually because the learning rate is too high.',
		waysOn: ['lower-learning-rate', 'resume', 'restart']
	},
	'worker-crashed': {
		title: 'The training worker stopped',
		sentence: 'The background worker ended unexpectedly.',
		waysOn: ['resume', 'restart']
	},
	'no-worker': {
		title: 'The training worker did not start',
		sentence: 'The lab trains in a background worker, and the browser did not start one.',
		waysOn: ['try-again']
	},
	cancelled: {
		title: 'Preparing was cancelled',
		sentence: 'Nothing is loaded.',
		waysOn: ['restart']
	},
	'bad-parameter': {
		title: 'These settings cannot run',
		sentence: 'One of the settings is outside what the lab can do.',
		waysOn: ['reset-to-preset', 'try-again']
	},
	'bad-link': {
		title: 'The link cannot be used',
		sentence: 'The link in the address bar does not describe a run.',
		waysOn: ['reset-to-preset']
	},
	'bad-checkpoint': {
		title: 'The checkpoint does not fit',
		sentence: 'The saved weights belong to other settings.',
		waysOn: ['restart']
	},
	internal: {
		title: 'Something went wrong inside the lab',
		sentence: 'This is a mistake of ours, not of yours.',
		waysOn: ['resume', 'restart', 'try-again']
	}
});

const NEEDS_HINT: readonly LabErrorCode[] = [
	'no-webgpu',
	'no-adapter',
	'no-device',
	'shader-compilation'
];

/** What there is of the run that failed. */
interface FailedRun {
	/** There is something to resume from. */
	readonly hasCheckpoint: boolean;
	/** It has done some steps. */
	readonly hasProgress: boolean;
	/** What its settings say of a loss that is no longer a number. */
	readonly divergence?: Divergence;
}

/**
 * Resuming comes first unless the failure itself has a better place for it: all else gives up what
 * the run has done.
 */
function waysOnFrom(ways: readonly WayOn[], isResumable: boolean, isFresh: boolean): WayOn[] {
	const open = ways.filter((way) => way !== 'play-recording' || isFresh);
	if (!isResumable) return open.filter((way) => way !== 'resume');
	// With a checkpoint, trying again is resuming.
	const others = open.filter((way) => way !== 'try-again');
	return others.includes('resume') ? others : ['resume', ...others];
}

/**
 * A run whose weight decay alone makes its weights grow is not helped by just any smaller learning
 * rate.
 */
function divergedTemplate(
	template: Template,
	{ code }: PlainError,
	divergence: Divergence | undefined
): Template {
	if (code !== 'non-finite-loss' || divergence?.cause !== 'weight-decay') return template;
	const { sentence, helpsLowerRate } = divergence;
	const lowerRate: readonly WayOn[] = helpsLowerRate ? ['lower-learning-rate'] : [];
	return {
		...template,
		sentence,
		waysOn: ['lower-weight-decay', ...lowerRate, 'resume', 'restart']
	};
}

/** The failure in words. Ways that are not open are left out; at least one always remains. */
export function adviseOn(
	error: PlainError,
	facts: BrowserFacts,
	{ hasCheckpoint, hasProgress, divergence }: FailedRun
): FailureAdvice {
	const template = divergedTemplate(TEMPLATES[error.code], error, divergence);
	const isResumable = hasCheckpoint && error.code !== 'bad-checkpoint';
	return {
		...template,
		sentence: isResumable
			? `${template.sentence} The last checkpoint is kept on this page. Curves from before it stay, weights do not: looking inside will start there.`
			: template.sentence,
		hint: hintOn(error.code, facts),
		waysOn: waysOnFrom(template.waysOn, isResumable, !hasProgress)
	};
}
