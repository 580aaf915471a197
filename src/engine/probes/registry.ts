export { embeddingSpectrum } from './embedding-spectrum.ts';
export { weightNorm } from './weight-norm.ts';
