// muon-matrices: where matrices [inputs, outputs], row by row, have element i of a part of the flat
// buffers that holds each as [heads, inputs, outputs / heads].
fn place_in_matrix(i: u32, inputs: u32, outputs: u32, heads: u32) -> u32 {
	let width = outputs / heads;
	let within = i % (inputs * outputs);
	let head = within / (inputs * width);
	let row = (within / width) % inputs;
	return i - within + row * outputs + head * width + within % width;
}
