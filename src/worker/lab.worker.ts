import { expose } from 'comlink';
import { createBrowserHost } from '../host/browser.ts';
import { holdLifeLock } from './life-lock.ts';
import { createLab } from './lab.ts';

const lab = createLab(createBrowserHost());
const isHeld = holdLifeLock(self.name);

expose({
	...lab,
	/** Answers when the lock is held: from then on the page may wait for it. */
	connect(port: MessagePort) {
		lab.connect(port);
		return isHeld;
	}
});
