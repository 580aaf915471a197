import { expose } from 'comlink';
import { createBrowserHost } from '../host/browser.ts';
import { holdLifeLock } from './life-lock.ts';
import { createLab } from './lab.ts';

expose(createLab(createBrowserHost()));
// The page sends no command before it: a worker that fails to load says nothing.
postMessage('started');
void holdLifeLock(self.name).then((isHeld) => {
	// From now on the page may wait for the lock to come free.
	if (isHeld) postMessage('lock-held');
});
