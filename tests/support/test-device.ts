import type { AdapterKind } from '../../src/engine/ops/define.ts';
import type { OpenSession } from './runs/toy-training.ts';

/** What computes in float32 in a test. */
export interface TestDevice {
	/** For the titles of tests. */
	readonly device: string;
	/** The kind of adapter that runs are built for. */
	readonly kind: AdapterKind;
	readonly open: OpenSession;
}
