/** @module Galaxy: spiral arms of stars, gas and dust round a bright heart, before the field of the far stars. */
import { clamp, cos, exp, length, log, mix, pow, sin, smoothstep, TAU } from '../numeric/math.ts'
import { createFractalNoise, createNoise, createRidgedNoise } from '../numeric/noise.ts'
import type { Random } from '../numeric/random.ts'
import { fieldData } from './field.ts'
import { count, params, pixelPattern, range, type Shader } from './pattern.ts'
import { STAR_NUMBERS, STARS_WGSL, starField, starNumbers } from './star-field.ts'

export const galaxy = pixelPattern({
  name: 'galaxy',
  title: 'Galaxy',
  description:
    'Spiral arms of young stars, lanes of dust and a bright heart, before the field of the far stars.',
  palettes: ['ultraviolet', 'abyss', 'midnight', 'orchid', 'aurora', 'ember', 'glacier'],
  samples: 1,
  params: params({
    arms: count('Arms', 1, 6, 2),
    winding: range('Winding', 0.5, 5, 2.6),
    tilt: range('Tilt', 0, 0.85, 0.42),
    dust: range('Dust', 0, 1, 0.6),
    stars: range('Stars', 0, 2, 1),
  }),
  draw({ random, palette, params: { arms, winding, tilt, dust, stars }, ...frame }): Shader {
    const cloud = createFractalNoise(createNoise(random.fork('cloud')), { octaves: 5, gain: 0.55 })
    const lane = createRidgedNoise(createNoise(random.fork('lane')), { octaves: 4 })
    const sky = starField(random.fork('stars'), frame, stars)
    const young = starField(random.fork('young'), frame, stars)
    const { c, s, phase, side } = placeOf(random)
    const flat = 1 / (1 - tilt)
    const gas = new Float32Array(3)
    const heart = new Float32Array(3)
    palette.depth.write(0.93, heart)
    return (x, y, out) => {
      const u = x * c - y * s
      const v = (x * s + y * c) * flat * side
      const radius = length(u, v) + 1e-6
      const turn = winding * log(radius + 0.12) * arms
      // cos(arms * angle) and sin(arms * angle) by repeated turning: no angle, no seam.
      let a = 1
      let b = 0
      for (let i = 0; i < arms; i++) {
        const held = (a * u - b * v) / radius
        b = (a * v + b * u) / radius
        a = held
      }
      const wx = u * 2.2 + 5
      const wy = v * 2.2
      const rough = cloud(wx, wy)
      const wave = a * cos(turn + phase) + b * sin(turn + phase)
      const arm = pow(0.5 + 0.5 * wave, 1.8 + 1.6 * radius)
      const disc = exp(-radius * 1.75)
      const body = clamp(disc * (0.3 + 1.75 * arm) * (0.85 + 0.75 * rough), 0, 1.4)
      const core = exp(-radius * radius * 34) + 0.45 * exp(-radius * 7)
      // Dust lies on the inner side of an arm, a little before its crest.
      const behind = a * cos(turn + phase + 0.9) + b * sin(turn + phase + 0.9)
      const dark =
        dust *
        smoothstep(0.45, 0.9, lane(wx * 0.9 + 9, wy * 0.9)) *
        smoothstep(0, 0.9, behind) *
        smoothstep(0.04, 0.2, radius)
      palette.depth.write(clamp(0.02 + 0.72 * body + 0.12 * rough * body, 0, 1), gas)
      const far = sky(x, y) * (1 - clamp(body, 0, 0.8))
      const near = young(x * 1.7 + 11, y * 1.7) * smoothstep(0.12, 0.6, body) * 0.8
      const shade = 1 - 0.8 * dark * clamp(body * 2.2, 0, 1)
      for (let k = 0; k < 3; k++) {
        const light = mix(gas[k] ?? 0, heart[k] ?? 0, clamp(core, 0, 1)) * shade + 0.3 * core * core
        out[k] = clamp(light + far * (k === 2 ? 1 : 0.93) + near, 0, 1)
      }
    }
  },
  field({ random, palette, params: { arms, winding, tilt, dust, stars } }) {
    const { c, s, phase, side } = placeOf(random)
    const heart = new Float32Array(3)
    palette.depth.write(0.93, heart)
    const numbers = [
      ...[c, s, side / (1 - tilt), phase, arms, winding, dust, ...heart],
      ...starNumbers(random.fork('stars'), stars),
      ...starNumbers(random.fork('young'), stars),
    ]
    const noises = [random.fork('cloud'), random.fork('lane')]
    return { wgsl: WGSL, data: fieldData({ numbers, noises, ramps: [palette.depth] }) }
  },
})

/** How the disc lies: where it is turned to, where its arms begin, and which way round they go. */
function placeOf(random: Random) {
  const heading = random.between(0, TAU)
  const phase = random.between(0, TAU)
  return { c: cos(heading), s: sin(heading), phase, side: random.chance(0.5) ? 1 : -1 }
}

/** `draw` on the GPU, line by line. */
const WGSL = `
${STARS_WGSL}
fn colour(p: vec2f) -> vec4f {
  let u = p.x * num(0u) - p.y * num(1u);
  let v = (p.x * num(1u) + p.y * num(0u)) * num(2u);
  let radius = length(vec2f(u, v)) + 1e-6;
  let turn = num(5u) * log(radius + 0.12) * num(4u);
  var a = vec2f(1.0, 0.0);
  for (var i = 0u; i < u32(num(4u)); i++) { a = vec2f(a.x * u - a.y * v, a.x * v + a.y * u) / radius; }
  let w = vec2f(u * 2.2 + 5.0, v * 2.2);
  let rough = fractal(0u, w, 5u, 0.55);
  let phase = turn + num(3u);
  let wave = a.x * cosine(phase) + a.y * sine(phase);
  let arm = pow(max(0.0, 0.5 + 0.5 * wave), 1.8 + 1.6 * radius);
  let body = clamp(exp(-radius * 1.75) * (0.3 + 1.75 * arm) * (0.85 + 0.75 * rough), 0.0, 1.4);
  let core = exp(-radius * radius * 34.0) + 0.45 * exp(-radius * 7.0);
  let behind = a.x * cosine(phase + 0.9) + a.y * sine(phase + 0.9);
  let lane = ridged(1u, vec2f(w.x * 0.9 + 9.0, w.y * 0.9), 4u);
  let dark = num(6u) * soft(0.45, 0.9, lane) * soft(0.0, 0.9, behind) * soft(0.04, 0.2, radius);
  let gas = ramp(0u, clamp(0.02 + 0.72 * body + 0.12 * rough * body, 0.0, 1.0));
  let far = stars(10u, p) * (1.0 - clamp(body, 0.0, 0.8));
  let near = stars(${10 + STAR_NUMBERS}u, vec2f(p.x * 1.7 + 11.0, p.y * 1.7)) * soft(0.12, 0.6, body) * 0.8;
  let shade = 1.0 - 0.8 * dark * clamp(body * 2.2, 0.0, 1.0);
  let light = mix(gas, num3(7u), clamp(core, 0.0, 1.0)) * shade + 0.3 * core * core;
  return vec4f(clamp(light + far * vec3f(0.93, 0.93, 1.0) + near, vec3f(0.0), vec3f(1.0)), 1.0);
}
`
