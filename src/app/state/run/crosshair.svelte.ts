/** The step that the reader points at, shared by all charts, and the scale of their step axis. */
export class CrosshairState {
	/** Undefined: nobody points, the legends show the latest values. */
	step: number | undefined = $state.raw(undefined);
	stepScale: 'linear' | 'log' = $state.raw('log');
}
