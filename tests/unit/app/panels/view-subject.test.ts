import { expect, test } from 'vitest';
import { offeredViews } from '../../../../src/app/panels/inside/view-subject.ts';
import { configOf } from '../../../../src/config/preset-config.ts';
import { isValid } from '../../../../src/engine/core/param-schema.ts';
import { views } from '../../../../src/engine/views/index.ts';

const config = configOf('quick-start');

test('the views that the worker has are offered, with controls whose defaults are allowed', () => {
	const offered = offeredViews(config, { views: views.ids, viewDefaults: {} });
	expect(offered.map(({ view }) => view.id).toSorted()).toEqual(views.ids.toSorted());
	expect(offered[0]?.view.id).toBe('truth-table');
	for (const { view, controls } of offered) {
		for (const [key, schema] of Object.entries(controls)) {
			expect(isValid(schema, schema.default), `${view.id}: ${key}`).toBe(true);
		}
	}
});

test('no view is offered that the worker has not, nor of settings that cannot run', () => {
	expect(offeredViews(config, undefined)).toEqual([]);
	expect(offeredViews(config, { views: ['no-such-view'], viewDefaults: {} })).toEqual([]);
	const broken = { ...config, values: { ...config.values, d_model: 127, n_heads: 4 } };
	expect(offeredViews(broken, { views: views.ids, viewDefaults: {} })).toEqual([]);
});
