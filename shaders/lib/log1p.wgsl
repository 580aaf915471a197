// log1p: log(1 + x) for x >= 0 to a few ULP. WGSL's log is only good to 2^-21 absolute on [0.5, 2],
// which is nothing for a loss of 1e-9; up to x = 1 the atanh series 2 (r + r^3/3 + ...), r = x / (2
// + x) <= 1/3, is used.
fn log1p(x: f32) -> f32 {
	if (x > 1.0) { return log(1.0 + x); }
	let r = x / (2.0 + x);
	let q = r * r;
	var series = 1.0 / 15.0;
	series = series * q + 1.0 / 13.0;
	series = series * q + 1.0 / 11.0;
	series = series * q + 1.0 / 9.0;
	series = series * q + 1.0 / 7.0;
	series = series * q + 1.0 / 5.0;
	series = series * q + 1.0 / 3.0;
	return 2.0 * r * (series * q + 1.0);
}
