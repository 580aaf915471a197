export { adamw } from './adamw.ts';
export { adam } from './adam.ts';
export { sgd } from './sgd.ts';
export { muon } from './muon.ts';
export { egd } from './egd.ts';
