export { modularAddition } from './modular-addition.ts';
export { modularSubtraction } from './modular-subtraction.ts';
export { modularMultiplication } from './modular-multiplication.ts';
export { modularDivision } from './modular-division.ts';
export { permutationComposition } from './permutation-composition.ts';
export { sparseParity } from './sparse-parity.ts';
