import { expose } from 'comlink';
import { createBrowserHost } from '../host/browser.ts';
import { createLab } from './lab.ts';

expose(createLab(createBrowserHost()));
