import { expect, test } from 'vitest';
import { drawOther } from '../../../../src/app/controls/draw-number.ts';
import { matches } from '../../../../src/app/controls/settings-search.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { schemasFor } from '../../../../src/config/schemas.ts';

const decay = {
	label: 'Weight decay',
	help: 'Pulls weights to zero; may be moved while it trains.'
};

test('a search finds a setting by words of its name, its key or its help, in any order', () => {
	for (const query of ['', 'decay', 'DECAY weight', 'weight_decay', 'to zero', ' pulls ']) {
		expect(matches(query, 'weight_decay', decay), query).toBe(true);
	}
	for (const query of ['rate', 'weight seed']) {
		expect(matches(query, 'weight_decay', decay), query).toBe(false);
	}
});

test('a die gives another whole number of its range', () => {
	for (let i = 0; i < 50; i += 1) {
		const drawn = drawOther({ min: 0, max: 2 }, 1);
		expect([0, 2]).toContain(drawn);
	}
	expect(drawOther({ min: 0, max: 1 }, 1)).toBe(0);
});

test('the share that is shown is found by its name in papers too', () => {
	const { frac_train: share } = schemasFor(configOf('quick-start'));
	for (const query of ['table shown', 'train fraction', 'table', 'frac_train']) {
		expect(share && matches(query, 'frac_train', share), query).toBe(true);
	}
});
