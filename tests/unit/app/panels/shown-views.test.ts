import { expect, test } from 'vitest';
import { shownViews } from '../../../../src/app/panels/inside/shown-views.ts';

const ids = ['table', 'answer', 'embedding'];

test('without a choice the first view is large, and the pinned one beside it is another', () => {
	expect(shownViews(ids, { view: undefined, pinned: undefined })).toEqual({
		view: 'table',
		pinned: undefined
	});
	expect(shownViews(ids, { view: undefined, pinned: 'table' })).toEqual({
		view: 'answer',
		pinned: 'table'
	});
	expect(shownViews(ids, { view: 'embedding', pinned: 'answer' })).toEqual({
		view: 'embedding',
		pinned: 'answer'
	});
});

test('views that a run does not have are left out, and no view is shown twice', () => {
	expect(shownViews(ids, { view: 'attention', pinned: 'neurons' })).toEqual({
		view: 'table',
		pinned: undefined
	});
	expect(shownViews(ids, { view: 'answer', pinned: 'answer' })).toEqual({
		view: 'answer',
		pinned: undefined
	});
	expect(shownViews([], { view: 'answer', pinned: undefined })).toEqual({
		view: undefined,
		pinned: undefined
	});
});
