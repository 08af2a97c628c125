/**
 * @module Elementary functions that give the same bits everywhere.
 *
 * ECMA-262 leaves Math.sin, Math.exp and their kin to the engine, so two browsers may differ in the last bit and a
 * chaotic pattern then differs visibly. These use only + - * / and floor on doubles, which IEEE 754 fixes.
 * Algorithms and coefficients are those of fdlibm (Sun Microsystems, 1993: k_sin.c, k_cos.c, s_atan.c, e_log.c, e_exp.c).
 */

/** Half a turn in radians: the constant is one fixed double (ECMA-262, 21.3.1.6). */
export const PI = Math.PI
/** A full turn in radians. */
export const TAU = 2 * Math.PI

const TWO_OVER_PI = 0.6366197723675814
// pi/2 in two parts; the first has 33 significant bits, so n * PIO2_HIGH is exact below n = 2^20.
const PIO2_HIGH = 1.5707963267341256
const PIO2_LOW = 6.077100506506192e-11

/** Kernel of sine on [-pi/4, pi/4]. */
function sineKernel(x: number): number {
  const z = x * x
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 +
        z * (0.0000027557313707070068 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)))
  return x + z * x * (-0.16666666666666632 + z * r)
}

/** Kernel of cosine on [-pi/4, pi/4]. */
function cosineKernel(x: number): number {
  const z = x * x
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (0.00002480158728947673 +
              z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 - z * 1.1359647557788195e-11)))))
  return 1 - (0.5 * z - z * r)
}

/** Sine of `x` radians; accurate to 1e-15 for |x| below 10^6. */
export function sin(x: number): number {
  const n = Math.floor(x * TWO_OVER_PI + 0.5)
  const y = x - n * PIO2_HIGH - n * PIO2_LOW
  const quadrant = n & 3
  if (quadrant === 0) return sineKernel(y)
  if (quadrant === 1) return cosineKernel(y)
  return quadrant === 2 ? -sineKernel(y) : -cosineKernel(y)
}

/** Cosine of `x` radians; accurate to 1e-15 for |x| below 10^6. */
export function cos(x: number): number {
  const n = Math.floor(x * TWO_OVER_PI + 0.5)
  const y = x - n * PIO2_HIGH - n * PIO2_LOW
  const quadrant = n & 3
  if (quadrant === 0) return cosineKernel(y)
  if (quadrant === 1) return -sineKernel(y)
  return quadrant === 2 ? -cosineKernel(y) : sineKernel(y)
}

const ATAN_HIGH = [0.4636476090008061, 0.7853981633974483, 0.982793723247329, 1.5707963267948966] as const
const ATAN_COEFFICIENTS = [
  0.3333333333333293, -0.19999999999876483, 0.14285714272503466, -0.11111110405462356, 0.09090887133436507,
  -0.0769187620504483, 0.06661073137387531, -0.058335701337905735, 0.049768779946159324,
  -0.036531572744216916, 0.016285820115365782,
] as const

function atanKernel(x: number): number {
  const z = x * x
  let sum = 0
  for (let i = ATAN_COEFFICIENTS.length - 1; i >= 0; i--) sum = sum * z + (ATAN_COEFFICIENTS[i] ?? 0)
  return x - x * z * sum
}

/** Arc tangent in radians, in (-pi/2, pi/2). */
export function atan(x: number): number {
  if (x < 0) return -atan(-x)
  if (x < 0.4375) return atanKernel(x)
  if (x < 0.6875) return ATAN_HIGH[0] + atanKernel((2 * x - 1) / (2 + x))
  if (x < 1.1875) return ATAN_HIGH[1] + atanKernel((x - 1) / (x + 1))
  if (x < 2.4375) return ATAN_HIGH[2] + atanKernel((x - 1.5) / (1 + 1.5 * x))
  return ATAN_HIGH[3] + atanKernel(-1 / x)
}

/** Angle of the point (x, y) in radians, in [-pi, pi]; 0 at the origin. */
export function atan2(y: number, x: number): number {
  if (x > 0) return atan(y / x)
  // ECMA-262 21.3.2.8: a negative zero lies below the axis.
  if (x < 0) return y > 0 || Object.is(y, 0) ? atan(y / x) + PI : atan(y / x) - PI
  if (y === 0) return 0
  return y > 0 ? PI / 2 : -PI / 2
}

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

// 2^-1074 ... 2^1023 by repeated doubling, which is exact; `2 ** n` is left to the engine by ECMA-262.
const POWERS_OF_TWO = new Float64Array(2098)
for (let n = 0, value = 5e-324; n < POWERS_OF_TWO.length; n++, value *= 2) POWERS_OF_TWO[n] = value

/** e to the power `x`; 0 below -745 and Infinity above 709.7. */
export function exp(x: number): number {
  if (x < -745.2) return 0
  if (x > 709.78) return Infinity
  const k = Math.floor(x / Math.LN2 + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))))
  const y = 1 - (low - (r * c) / (2 - c) - high)
  return y * (POWERS_OF_TWO[k + 1074] ?? 0)
}

const bits = new DataView(new ArrayBuffer(8))

/** Natural logarithm; NaN below zero, -Infinity at zero. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN
  if (x === Infinity) return x
  // A subnormal is scaled up first, so that its exponent field is meaningful.
  const scaled = x < 2.2250738585072014e-308 ? x * 18014398509481984 : x
  bits.setFloat64(0, scaled)
  let exponent = ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023 - (scaled === x ? 0 : 54)
  bits.setUint32(0, (bits.getUint32(0) & 0xfffff) | 0x3ff00000)
  let m = bits.getFloat64(0)
  if (m > Math.SQRT2) {
    m *= 0.5
    exponent += 1
  }
  const f = m - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f)
}

/** `x` to the power `y` for x >= 0 (NaN below); relative error about |y log x| * 2e-16. */
export function pow(x: number, y: number): number {
  if (x === 0) return y > 0 ? 0 : y === 0 ? 1 : Infinity
  return exp(y * log(x))
}

/** Cube root of any real number. */
export function cbrt(x: number): number {
  if (x === 0) return 0
  const a = x < 0 ? -x : x
  let r = exp(log(a) / 3)
  // One Newton step takes the last rounding error out.
  r -= (r * r * r - a) / (3 * r * r)
  return x < 0 ? -r : r
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (x > 20) return 1
  if (x < -20) return -1
  const e = exp(2 * x)
  return (e - 1) / (e + 1)
}

/** Length of the vector (x, y). */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y)
}

/** `x` held between `low` and `high`. */
export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x
}

/** Linear interpolation from `a` to `b`. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

/** Cubic step: 0 at or before `low`, 1 at or after `high`, smooth between. `low` may be the larger one. */
export function smoothstep(low: number, high: number, x: number): number {
  const t = clamp((x - low) / (high - low), 0, 1)
  return t * t * (3 - 2 * t)
}

/** `x` minus its floor: the fractional part, in [0, 1) for every finite x. */
export function fract(x: number): number {
  return x - Math.floor(x)
}
