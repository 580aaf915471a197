/** First byte of memory that no constant of the kernels uses: tensors lie from here on. */
export function memoryStart(): usize {
	return __heap_base;
}
