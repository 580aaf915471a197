export { modularAddition } from './modular-addition.ts';
export { modularSubtraction } from './modular-subtraction.ts';
