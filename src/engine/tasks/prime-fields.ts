/** Whether n is a prime, by trial division. */
export function isPrime(n: number): boolean {
	if (n < 2 || !Number.isInteger(n)) return false;
	for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
	return true;
}

/** The prime factors of n from 2 on, ascending, each as often as it divides n. */
export function primeFactors(n: number): readonly number[] {
	const factors: number[] = [];
	let rest = n;
	for (let d = 2; d * d <= rest; d++) {
		for (; rest % d === 0; rest /= d) factors.push(d);
	}
	return rest > 1 ? [...factors, rest] : factors;
}

/**
 * g^0, g^1, ..., g^(p - 2) modulo p for the smallest generator g, whose powers are all numbers from
 * 1 to p - 1.
 * @param p a prime
 */
export function powersOfGenerator(p: number): Uint32Array {
	for (let g = 1; g < p; g++) {
		const powers = new Uint32Array(p - 1);
		let power = 1;
		let length = 0;
		do {
			powers[length++] = power;
			power = (power * g) % p;
		} while (power !== 1 && length < p - 1);
		if (length === p - 1 && power === 1) return powers;
	}
	return Uint32Array.of(1);
}

/**
 * The number x with b x = 1 modulo p.
 * @param p a prime
 * @param b not a multiple of p
 */
export function inverseModulo(b: number, p: number): number {
	// b^(p - 2) by squaring: products stay below 2^53 for p below 2^26.
	let [base, exponent, result] = [b % p, p - 2, 1];
	while (exponent > 0) {
		if (exponent % 2 === 1) result = (result * base) % p;
		base = (base * base) % p;
		exponent = Math.floor(exponent / 2);
	}
	return result;
}
