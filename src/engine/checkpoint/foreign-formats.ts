const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

const FROM_TORCH =
	'convert it with python3 -c "import torch, safetensors.torch as s; ' +
	"w = torch.load('in.pth', map_location='cpu', weights_only=True); " +
	"s.save_file({k: v.contiguous() for k, v in w.items()}, 'out.safetensors')\"";
const FROM_NUMPY =
	'convert it with python3 -c "import numpy, safetensors.numpy as s; ' +
	"s.save_file(dict(numpy.load('in.npz')), 'out.safetensors')\"";

/** The name of the first file in a zip, from its local header. */
function firstZipName(bytes: Uint8Array): string {
	const [low = 0, high = 0] = bytes.subarray(26, 28);
	return latin(bytes.subarray(30, 30 + Math.min(low + 256 * high, 200)));
}

function zip(bytes: Uint8Array): string {
	const name = firstZipName(bytes);
	if (name.endsWith('.npy')) return `a NumPy .npz file: ${FROM_NUMPY}`;
	if (/(^|\/)(data\.pkl|byteorder|version|\.format_version|\.data\/)/.test(name)) {
		return `a torch.save file: ${FROM_TORCH}`;
	}
	return `a zip file: unpack it; if torch.save wrote it, ${FROM_TORCH}`;
}

/**
 * The first bytes of formats that are often mistaken for safetensors, with a description of each.
 */
const BEGINNINGS: readonly (readonly [RegExp, (bytes: Uint8Array) => string])[] = [
	[/^PK\x03\x04/, zip],
	[/^\x80[\x02-\x05]/, () => `a pickle, as torch.save wrote before version 1.6: ${FROM_TORCH}`],
	[
		/^\x93NUMPY/,
		() => 'a NumPy .npy file, which has no names: save all weights in one file by name'
	],
	[/^\x89HDF/, () => 'an HDF5 file: save its arrays by name with safetensors.numpy.save_file'],
	[/^GGUF/, () => 'a GGUF file: save its tensors by name with safetensors.numpy.save_file'],
	[/^\x1f\x8b/, () => 'a gzip file: unpack it with gunzip'],
	[
		/^version https:\/\/git-lfs/,
		() => 'a Git LFS pointer: fetch the file itself with git lfs pull'
	],
	[/^\s*[[{]/, () => 'a JSON text'],
	[/^\s*<(!doctype|html|\?xml)/i, () => 'a web page']
];

/** The first byte of a safetensors header, after eight bytes of length. */
const BRACE = 0x7b;

/**
 * Describes a file that is surely not safetensors and how to convert it; undefined if it may be
 * one.
 */
export function foreignFormat(bytes: Uint8Array): string | undefined {
	if (bytes[8] === BRACE) return undefined;
	const start = latin(bytes.subarray(0, 64));
	return BEGINNINGS.find(([pattern]) => pattern.test(start))?.[1](bytes);
}
