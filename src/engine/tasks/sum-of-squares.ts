import { definePolynomialTask } from './modular-polynomial.ts';

export const sumOfSquares = definePolynomialTask({
	id: 'sum-of-squares',
	place: 4,
	formula: 'a² + b²',
	value: (a, b) => a * a + b * b,
	isCommutative: true
});
