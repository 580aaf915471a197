import { definePolynomialTask } from './modular-polynomial.ts';

export const cubicPlusProduct = definePolynomialTask({
	id: 'cubic-plus-product',
	place: 7,
	formula: 'a³ + a·b',
	value: (a, b) => a * a * a + a * b,
	isCommutative: false
});
