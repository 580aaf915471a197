export { oneLayerTransformer } from './one-layer-transformer.ts';
export { transformer } from './transformer.ts';
export { quadraticMlp } from './quadratic-mlp.ts';
export { embeddingMlp } from './embedding-mlp.ts';
export { mlp } from './mlp.ts';
export { signMlp } from './sign-mlp.ts';
