// gelu: the standard normal distribution function Phi and its slope, exact by erf or by the tanh
// approximation. erf is a rational function of degree 13 / 8 on [-4, 4], beyond which it is 1 in
// float32: 3.5 ULP at most, measured. The approximation: Phi = 1 / (1 + exp(-2 u)), u = sqrt(2 /
// pi) (x + 0.044715 x^3); the exponent ends at 80, below overflow.
const GELU_ROOT_2_OVER_PI = 0.7978845608028654;
const GELU_CUBIC = 0.044715;

fn gelu_erf(x: f32) -> f32 {
	let c = clamp(x, -4.0, 4.0);
	let s = c * c;
	var p = -2.72614225801306e-10;
	p = p * s + 2.77068142495902e-08;
	p = p * s - 2.10102402082508e-06;
	p = p * s - 5.69250639462346e-05;
	p = p * s - 7.34990630326855e-04;
	p = p * s - 2.95459980854025e-03;
	p = p * s - 1.60960333262415e-02;
	var q = -1.45660718464996e-05;
	q = q * s - 2.13374055278905e-04;
	q = q * s - 1.68282697438203e-03;
	q = q * s - 7.37332916720468e-03;
	q = q * s - 1.42647390514189e-02;
	return c * p / q;
}

// exp(-2 u) of the approximation: (1 - Phi) / Phi.
fn gelu_odds(x: f32) -> f32 {
	return exp(min(80.0, -2.0 * GELU_ROOT_2_OVER_PI * (x + GELU_CUBIC * x * x * x)));
}

fn gelu_phi(x: f32, is_tanh: bool) -> f32 {
	return select(0.5 + 0.5 * gelu_erf(x * 0.7071067811865476), 1.0 / (1.0 + gelu_odds(x)), is_tanh);
}

// d Phi / d x.
fn gelu_phi_slope(x: f32, is_tanh: bool) -> f32 {
	let density = 0.3989422804014327 * exp(-0.5 * x * x);
	let odds = gelu_odds(x);
	let share = 1.0 / (1.0 + odds);
	let inner = 2.0 * GELU_ROOT_2_OVER_PI * (1.0 + 3.0 * GELU_CUBIC * x * x);
	return select(density, share * (odds * share) * inner, is_tanh);
}
