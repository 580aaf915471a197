export { adamw } from './adamw.ts';
export { sgd } from './sgd.ts';
