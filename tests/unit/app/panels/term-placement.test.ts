import { expect, test } from 'vitest';
import {
	DEFINITION_WIDTH,
	definitionLeft
} from '../../../../src/app/panels/explain/term-placement.ts';

test('a definition stands under its term, and inside the page wherever the term is', () => {
	expect(definitionLeft(300, 1280)).toBe(-8);
	for (const page of [360, 390, 720, 1280]) {
		for (let term = 0; term < page; term += 7) {
			const begins = term + definitionLeft(term, page);
			expect(begins, `${String(term)} of ${String(page)}`).toBeGreaterThanOrEqual(8);
			expect(begins + DEFINITION_WIDTH).toBeLessThanOrEqual(page);
		}
	}
});
