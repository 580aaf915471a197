import { definePolynomialTask } from './modular-polynomial.ts';

export const cubicPlusSquareProduct = definePolynomialTask({
	id: 'cubic-plus-square-product',
	place: 8,
	formula: 'a³ + a·b² + b',
	value: (a, b) => a * a * a + a * b * b + b,
	isCommutative: false
});
