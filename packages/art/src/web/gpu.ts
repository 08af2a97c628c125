/** @module Fields on the browser's GPU (WebGPU). Whatever goes wrong, the CPU draws instead. */
import type { FieldProgram } from '../patterns/field.ts'
import { FIELD_WORKGROUP, fieldSource } from '../patterns/field-source.ts'
import { frameOf } from '../render/frame.ts'
import type { DrawField } from '../render/worker-program.ts'

/** Usages of buffers (WebGPU, 5.1.2), which TypeScript's library does not declare. */
const MAP_READ = 0x01
const COPY_SRC = 0x04
const COPY_DST = 0x08
const UNIFORM = 0x40
const STORAGE = 0x80
const MAP_MODE_READ = 0x01

/** A device with what was made on it. */
interface Gpu {
  readonly device: GPUDevice
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>
  /** Data of programs, as long as somebody draws with them. */
  readonly datas: WeakMap<FieldProgram, GPUBuffer>
  isLost: boolean
}

let opening: Promise<Gpu | undefined> | undefined

async function openGpu(): Promise<Gpu | undefined> {
  try {
    const adapter = await navigator.gpu?.requestAdapter()
    const device = await adapter?.requestDevice()
    if (device === undefined) return undefined
    const gpu: Gpu = { device, pipelines: new Map(), datas: new WeakMap(), isLost: false }
    void device.lost.then(() => {
      gpu.isLost = true
    })
    return gpu
  } catch {
    // A browser that has the interface and no use of it is one without.
    return undefined
  }
}

/** Whether this browser has a GPU to draw with. A renderer in software counts for nothing: the CPU's own code is faster. */
export async function hasGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  return adapter !== undefined && adapter !== null && !adapter.info.isFallbackAdapter
}

/** Draws rows of a field; undefined when there is no GPU, or it is gone or cannot. */
export const drawOnGpu: DrawField = async (job, recipe, band) => {
  opening ??= openGpu()
  const gpu = await opening
  if (gpu === undefined || gpu.isLost) return undefined
  const { width } = recipe
  const rows = band.bottom - band.top
  const { pixel, halfWidth, halfHeight } = frameOf(recipe)
  const sheet = new DataView(new ArrayBuffer(32))
  for (const [i, value] of [width, rows, band.top, job.side].entries()) sheet.setUint32(i * 4, value, true)
  for (const [i, value] of [pixel, halfWidth, halfHeight].entries()) sheet.setFloat32(16 + i * 4, value, true)
  try {
    // A program that this driver refuses is drawn by the CPU; the others are not concerned.
    const pipeline = await pipelineOf(gpu, job.program.wgsl).catch(() => undefined)
    if (pipeline === undefined) return undefined
    return await compute(gpu, pipeline, { ...job, sheet: sheet.buffer, count: width * rows })
  } catch {
    // Lost between two steps, or out of memory: not asked again.
    gpu.isLost = true
    gpu.device.destroy()
    return undefined
  }
}

async function compute(
  gpu: Gpu,
  pipeline: GPUComputePipeline,
  {
    program,
    sheet,
    count,
  }: { readonly program: FieldProgram; readonly sheet: ArrayBuffer; readonly count: number },
): Promise<Float32Array> {
  const { device } = gpu
  const bytes = count * 16
  const result = device.createBuffer({ size: bytes, usage: STORAGE | COPY_SRC })
  const reading = device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST })
  const uniform = device.createBuffer({ size: sheet.byteLength, usage: UNIFORM | COPY_DST })
  try {
    device.queue.writeBuffer(uniform, 0, sheet)
    const buffers = [dataOf(gpu, program), result, uniform]
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    pass.setPipeline(pipeline)
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      }),
    )
    pass.dispatchWorkgroups(Math.ceil(count / FIELD_WORKGROUP))
    pass.end()
    encoder.copyBufferToBuffer(result, 0, reading, 0, bytes)
    device.queue.submit([encoder.finish()])
    await reading.mapAsync(MAP_MODE_READ)
    return new Float32Array(reading.getMappedRange().slice(0))
  } finally {
    for (const buffer of [result, reading, uniform]) buffer.destroy()
  }
}

function pipelineOf({ device, pipelines }: Gpu, wgsl: string): Promise<GPUComputePipeline> {
  let pipeline = pipelines.get(wgsl)
  if (pipeline === undefined) {
    const module = device.createShaderModule({ code: fieldSource(wgsl) })
    pipeline = device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } })
    pipelines.set(wgsl, pipeline)
  }
  return pipeline
}

function dataOf({ device, datas }: Gpu, program: FieldProgram): GPUBuffer {
  let buffer = datas.get(program)
  if (buffer === undefined) {
    buffer = device.createBuffer({
      size: program.data.byteLength,
      usage: STORAGE | COPY_DST,
    })
    device.queue.writeBuffer(buffer, 0, program.data)
    datas.set(program, buffer)
  }
  return buffer
}
