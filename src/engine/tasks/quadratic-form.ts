import { definePolynomialTask } from './modular-polynomial.ts';

export const quadraticForm = definePolynomialTask({
	id: 'quadratic-form',
	place: 5,
	formula: 'a² + a·b + b²',
	value: (a, b) => a * a + a * b + b * b,
	isCommutative: true
});
