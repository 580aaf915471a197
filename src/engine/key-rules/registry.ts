export { embeddingShare } from './embedding-share.ts';
export { quarterOfMax } from './quarter-of-max.ts';
export { onePercent } from './one-percent.ts';
export { neurons } from './neurons.ts';
export { neuronLogitMap } from './neuron-logit-map.ts';
export { given } from './given.ts';
