import { expose } from 'comlink';
import { createBrowserHost } from '../host/browser.ts';
import { holdLifeLock } from './life-lock.ts';
import { createLab } from './lab.ts';

expose(createLab(createBrowserHost()));
// The page sends no command before this message: a worker that fails to load never sends it.
postMessage('started');
void holdLifeLock(self.name).then((isHeld) => {
	// From now on the page may wait for the release of the lock.
	if (isHeld) postMessage('lock-held');
});
