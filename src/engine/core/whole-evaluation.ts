/** One evaluation of one replica with all that was measured. */
export interface WholeEvaluation {
	readonly step: number;
	readonly columns: Readonly<Record<string, number>>;
	readonly spectra: Readonly<Record<string, Float64Array>>;
	readonly vectors: Readonly<Record<string, Float64Array>>;
	/** What the key rules judge by. */
	readonly evidence: Readonly<Record<string, ArrayLike<number>>>;
}
