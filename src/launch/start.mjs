import { requireNode } from './node-version.mjs';

requireNode();
// Loaded only now, so that an old Node gets the sentence and not a syntax error.
const { servePage } = await import('./serve-page.mjs');
process.exitCode = await servePage(process.argv.slice(2));
