/** What a key does on the page. */
type Command = 'train' | 'axis';

/** Controls that use the keys themselves. */
const OWN_KEYS =
	'button, input, select, textarea, summary, a[href], dialog, [role="tab"], [contenteditable]';

/** The command of a key, if no control has the focus that needs the key itself. */
export function commandOf(
	event: Pick<KeyboardEvent, 'key' | 'target' | 'altKey' | 'ctrlKey' | 'metaKey' | 'repeat'>
): Command | undefined {
	const { key, target, altKey, ctrlKey, metaKey, repeat } = event;
	if (altKey || ctrlKey || metaKey || repeat) return undefined;
	if (target instanceof Element && target.closest(OWN_KEYS) !== null) return undefined;
	if (key === ' ') return 'train';
	return key.toLowerCase() === 'l' ? 'axis' : undefined;
}
