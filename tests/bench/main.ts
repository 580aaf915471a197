import { print } from './table.ts';
import { parseOptions } from './options.ts';
import { rivalsPart } from './rivals-part.ts';
const [root = '.', ...args] = process.argv.slice(2);
const o = parseOptions(args, root);
if (o !== undefined) print(JSON.stringify(await rivalsPart(o)));
