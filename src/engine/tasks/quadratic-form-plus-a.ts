import { definePolynomialTask } from './modular-polynomial.ts';

export const quadraticFormPlusA = definePolynomialTask({
	id: 'quadratic-form-plus-a',
	place: 6,
	formula: 'a² + a·b + b² + a',
	value: (a, b) => a * a + a * b + b * b + a,
	isCommutative: false
});
