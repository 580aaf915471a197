/** The step under the pointer, shared by all charts, and the scale of their step axis. */
export class CrosshairState {
	/** Undefined while the pointer is elsewhere; legends then show the latest values. */
	step: number | undefined = $state.raw(undefined);
	stepScale: 'linear' | 'log' = $state.raw('log');
}
