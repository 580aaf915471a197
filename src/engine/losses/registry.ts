export { crossEntropy } from './cross-entropy.ts';
export { meanSquaredError } from './mean-squared-error.ts';
