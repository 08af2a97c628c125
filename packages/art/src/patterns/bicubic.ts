/** @module Smooth surfaces from grids of numbers: uniform cubic B-splines, at any magnification without corners. */

/** Value and slopes of a surface at one place. */
export interface SurfacePoint {
  value: number
  /** Change per grid cell, along x and along y. */
  slopeX: number
  slopeY: number
}

/** Reads a surface at grid coordinates (cell centres at whole numbers) into `out`; beyond the rim the rim goes on. */
export type Surface = (x: number, y: number, out: SurfacePoint) => void

/** Creates the surface over a grid of `width` by `height` values, row by row. */
export function createSurface(values: Float32Array, width: number, height: number): Surface {
  const weightX = new Float64Array(4)
  const slopeX = new Float64Array(4)
  const weightY = new Float64Array(4)
  const slopeY = new Float64Array(4)
  return (x, y, out) => {
    const column = Math.floor(x)
    const row = Math.floor(y)
    weights(x - column, weightX, slopeX)
    weights(y - row, weightY, slopeY)
    let value = 0
    let dx = 0
    let dy = 0
    for (let j = 0; j < 4; j++) {
      const line = hold(row + j - 1, height) * width
      let across = 0
      let slope = 0
      for (let i = 0; i < 4; i++) {
        const v = values[line + hold(column + i - 1, width)] ?? 0
        across += (weightX[i] ?? 0) * v
        slope += (slopeX[i] ?? 0) * v
      }
      value += (weightY[j] ?? 0) * across
      dx += (weightY[j] ?? 0) * slope
      dy += (slopeY[j] ?? 0) * across
    }
    out.value = value
    out.slopeX = dx
    out.slopeY = dy
  }
}

function hold(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index
}

/** Cubic B-spline weights of the four nearest values, and their derivatives. */
function weights(t: number, weight: Float64Array, slope: Float64Array): void {
  const u = 1 - t
  weight[0] = (u * u * u) / 6
  weight[1] = (3 * t * t * t - 6 * t * t + 4) / 6
  weight[2] = (3 * u * u * u - 6 * u * u + 4) / 6
  weight[3] = (t * t * t) / 6
  slope[0] = (-u * u) / 2
  slope[1] = (3 * t * t - 4 * t) / 2
  slope[2] = (-3 * u * u + 4 * u) / 2
  slope[3] = (t * t) / 2
}

/** `fn surface(place, width, height)` for the GPU: value and slopes of the program's `grid`, as `createSurface` reads them. */
export const SURFACE_WGSL = `
fn splineWeights(t: f32) -> vec4f {
  let u = 1.0 - t;
  return vec4f(u * u * u, 3.0 * t * t * t - 6.0 * t * t + 4.0, 3.0 * u * u * u - 6.0 * u * u + 4.0, t * t * t) / 6.0;
}

fn splineSlopes(t: f32) -> vec4f {
  let u = 1.0 - t;
  return vec4f(-u * u, 3.0 * t * t - 4.0 * t, -(3.0 * u * u - 4.0 * u), t * t) / 2.0;
}

fn surface(place: vec2f, width: u32, height: u32) -> vec3f {
  let cell = floor(place);
  let columns = clamp(vec4i(i32(cell.x)) + vec4i(-1, 0, 1, 2), vec4i(0), vec4i(i32(width) - 1));
  let rows = clamp(vec4i(i32(cell.y)) + vec4i(-1, 0, 1, 2), vec4i(0), vec4i(i32(height) - 1));
  let weightX = splineWeights(place.x - cell.x);
  let slopeX = splineSlopes(place.x - cell.x);
  let weightY = splineWeights(place.y - cell.y);
  let slopeY = splineSlopes(place.y - cell.y);
  var result = vec3f(0.0);
  for (var j = 0u; j < 4u; j++) {
    let row = u32(rows[j]) * width;
    var line = vec4f(0.0);
    for (var i = 0u; i < 4u; i++) { line[i] = grid(row + u32(columns[i])); }
    let across = dot(weightX, line);
    result += vec3f(weightY[j] * across, weightY[j] * dot(slopeX, line), slopeY[j] * across);
  }
  return result;
}
`
