// Floats and u32 in memory: addresses are bytes, indices and counts are elements of four bytes.

/** Bytes of `count` elements. */
export function floats(count: i32): usize {
	return (<usize>count) << 2;
}

/** The float at an index behind an address. */
export function getFloat(at: usize, index: i32): f32 {
	return load<f32>(at + floats(index));
}

export function setFloat(at: usize, index: i32, value: f32): void {
	store<f32>(at + floats(index), value);
}

/** The u32 at an index behind an address, as indices are computed. */
export function getIndex(at: usize, index: i32): i32 {
	return load<i32>(at + floats(index));
}
