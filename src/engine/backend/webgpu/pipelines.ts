import { LabError } from '../../core/lab-error.ts';
import type { KernelCall } from '../../ops/define.ts';
import type { GpuDevice } from './gpu-device.ts';

/** Shader text by stem, `lib/<stem>` for libraries. */
export type ShaderText = Readonly<Record<string, string>>;

export interface Pipeline {
	readonly pipeline: GPUComputePipeline;
	readonly tensorLayout: GPUBindGroupLayout;
	readonly paramsLayout: GPUBindGroupLayout;
}

/** A key of everything a pipeline depends on: calls with equal keys share a pipeline. */
export function pipelineKey(call: KernelCall): string {
	return JSON.stringify([call.shader, call.libraries, call.overrides, call.bindings]);
}

function source(shaders: ShaderText, stem: string): string {
	const text = shaders[stem];
	if (text === undefined) throw new LabError('internal', `there is no shader "${stem}.wgsl"`);
	return text;
}

/** Numbers the lines of a shader, for the details of a compile error. */
function numbered(text: string): string {
	return text
		.split('\n')
		.map((line, i) => `${String(i + 1).padStart(4)}  ${line}`)
		.join('\n');
}

/** Layouts come from the op's spec, so that Dawn rejects a shader that does not match it. */
function layouts(device: GPUDevice, call: KernelCall) {
	const visibility = GPUShaderStage.COMPUTE;
	const tensorLayout = device.createBindGroupLayout({
		label: `${call.shader} tensors`,
		entries: call.bindings.map(({ access }, binding) => ({
			binding,
			visibility,
			buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' }
		}))
	});
	const paramsLayout = device.createBindGroupLayout({
		label: `${call.shader} params`,
		entries: [{ binding: 0, visibility, buffer: { type: 'uniform' } }]
	});
	return { tensorLayout, paramsLayout };
}

async function compileErrors(module: GPUShaderModule): Promise<string> {
	const { messages } = await module.getCompilationInfo();
	return messages
		.map(
			({ type, lineNum, linePos, message }) =>
				`${type} ${String(lineNum)}:${String(linePos)} ${message}`
		)
		.join('\n');
}

/**
 * Compiles one kernel.
 * @throws LabError `shader-compilation` naming the kernel, with the compiler's messages and the
 * numbered source
 */
export async function createPipeline(
	gpu: GpuDevice,
	shaders: ShaderText,
	call: KernelCall
): Promise<Pipeline> {
	const { device } = gpu;
	const parts = [...call.libraries.map((stem) => `lib/${stem}`), call.shader];
	const code = parts.map((stem) => source(shaders, stem)).join('\n');
	const { tensorLayout, paramsLayout } = layouts(device, call);
	const layout = device.createPipelineLayout({ bindGroupLayouts: [tensorLayout, paramsLayout] });
	device.pushErrorScope('validation');
	const module = device.createShaderModule({ label: call.shader, code });
	const scope = device.popErrorScope();
	// On a lost device this rejects after its caller has stopped waiting.
	scope.catch(() => undefined);
	try {
		const pipeline = await gpu.guard(
			device.createComputePipelineAsync({
				label: call.shader,
				layout,
				compute: {
					module,
					entryPoint: call.shader.replaceAll('-', '_'),
					constants: { ...call.overrides }
				}
			})
		);
		await gpu.guard(scope);
		return { pipeline, tensorLayout, paramsLayout };
	} catch (cause) {
		if (cause instanceof LabError) throw cause;
		const messages = await gpu.guard(compileErrors(module));
		throw new LabError(
			'shader-compilation',
			`the GPU driver cannot compile the kernel "${call.shader}"`,
			`${String(cause)}\n${messages}\n${numbered(code)}`
		);
	}
}
