import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupBySegment } from '../../../src/engine/graph/group-by-segment.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

test('entries are grouped by segment, in their own order, with every segment’s bounds', () => {
	fc.assert(
		fc.property(
			fc
				.integer({ min: 1, max: 12 })
				.chain((segments) =>
					fc.tuple(fc.constant(segments), fc.array(fc.nat(segments - 1), { maxLength: 60 }))
				),
			([segments, entries]) => {
				const { order, offsets } = groupBySegment(Uint32Array.from(entries), segments);
				expect(offsets).toHaveLength(segments + 1);
				for (let s = 0; s < segments; s++) {
					const own = [...order.subarray(offsets[s], offsets[s + 1])];
					expect(own).toEqual(entries.flatMap((segment, i) => (segment === s ? [i] : [])));
				}
				expect(offsets[segments]).toBe(entries.length);
			}
		),
		{ seed: SEED }
	);
});
