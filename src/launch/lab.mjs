import { requireNode } from './node-version.mjs';

requireNode();
// Loaded only now, so that an old Node gets the sentence and not a syntax error.
const { launchLab } = await import('./launch-lab.mjs');
process.exitCode = await launchLab(process.argv.slice(2));
