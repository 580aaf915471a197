export { embeddingSpectrum } from './embedding-spectrum.ts';
export { neuronLogitSpectrum } from './neuron-logit-spectrum.ts';
export { restrictedLoss } from './restricted-loss.ts';
export { excludedLoss } from './excluded-loss.ts';
export { weightNorm } from './weight-norm.ts';
export { spectrumGini } from './spectrum-gini.ts';
export { explainedNeurons } from './explained-neurons.ts';
export { cosineCoefficients } from './cosine-coefficients.ts';
