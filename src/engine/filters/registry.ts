export { none } from './none.ts';
export { grokfastEma } from './grokfast-ema.ts';
export { grokfastMa } from './grokfast-ma.ts';
export { orthogonalGradient } from './orthogonal-gradient.ts';
