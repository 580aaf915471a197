import { requireNode } from './node-version.mjs';

requireNode();
// Loaded only now, so that an old Node gets the sentence and not a syntax error.
const { runTests } = await import('./run-tests.mjs');
process.exitCode = await runTests(process.argv.slice(2));
