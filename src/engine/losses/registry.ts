export { crossEntropy } from './cross-entropy.ts';
export { naiveCrossEntropy } from './naive-cross-entropy.ts';
export { stablemax } from './stablemax.ts';
export { meanSquaredError } from './mean-squared-error.ts';
export { hinge } from './hinge.ts';
export { hingeSum } from './hinge-sum.ts';
