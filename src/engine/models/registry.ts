export { oneLayerTransformer } from './one-layer-transformer.ts';
export { quadraticMlp } from './quadratic-mlp.ts';
export { transformer } from './transformer.ts';
