export { nanda2023 } from './nanda-2023.ts';
export { quickTransformer } from './quick-transformer.ts';
export { quickStart } from './quick-start.ts';
export { quickMlp } from './quick-mlp.ts';
export { doshi2023 } from './doshi-2023.ts';
