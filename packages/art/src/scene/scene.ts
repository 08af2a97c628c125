/** @module A vector picture as plain data: shapes in painting order. It crosses threads as it is. */
import { type Box, createPen, type PathData } from './path.ts'

/** A colour that runs along a line or outwards from a point, in unit space. */
export interface Gradient {
  readonly type: 'linear' | 'radial'
  /** Linear: where it starts. Radial: the centre. */
  readonly from: readonly [number, number]
  /** Linear: where it ends. Radial: a point on the outermost circle. */
  readonly to: readonly [number, number]
  readonly stops: readonly GradientStop[]
}

/** One colour of a gradient at `offset` in [0, 1]. */
export interface GradientStop {
  readonly offset: number
  readonly colour: string
  /** 0 to 1; 1 when not given. */
  readonly opacity?: number
}

/** `#rrggbb` or a gradient. */
export type Paint = string | Gradient

/** How a path is painted. Lengths are in unit space. */
export interface Style {
  readonly fill?: Paint
  readonly stroke?: Paint
  readonly strokeWidth?: number
  /** Of fill and stroke, each by itself: 0 to 1; 1 when not given. */
  readonly opacity?: number
  /** Form of the ends; round when not given. Corners are always round. */
  readonly cap?: 'round' | 'butt'
}

/** One painted path. Outlines are filled by the non-zero rule. */
export interface Shape extends Style {
  readonly commands: PathData['commands']
  /** Surely holds the shape with its stroke; bands of a large render leave out the shapes beside them. */
  readonly box: Box
}

/** Shapes, the lowest first. */
export interface Scene {
  readonly shapes: readonly Shape[]
}

/** A path with its style. */
export function shape(path: PathData, style: Style): Shape {
  const margin = style.stroke === undefined ? 0 : (style.strokeWidth ?? 0) * 2
  const [left, top, right, bottom] = path.box
  return {
    ...style,
    commands: path.commands,
    box: [left - margin, top - margin, right + margin, bottom + margin],
  }
}

/** The whole picture filled with one paint. */
export function groundShape(halfWidth: number, halfHeight: number, fill: Paint): Shape {
  // A hair larger than the picture, so that no edge pixel is half covered.
  const x = halfWidth * 1.01
  const y = halfHeight * 1.01
  return shape(
    createPen()
      .polyline(
        [
          [-x, -y],
          [x, -y],
          [x, y],
          [-x, y],
        ],
        { closed: true },
      )
      .done(),
    { fill },
  )
}

/** A ground that is lighter in the middle and sinks towards the corners: `inner` to `outer`. */
export function glowingGround(
  frame: { readonly halfWidth: number; readonly halfHeight: number },
  inner: string,
  outer: string,
): Shape {
  const reach = Math.sqrt(frame.halfWidth * frame.halfWidth + frame.halfHeight * frame.halfHeight)
  return groundShape(frame.halfWidth, frame.halfHeight, {
    type: 'radial',
    from: [0, 0],
    to: [reach, 0],
    stops: [
      { offset: 0, colour: inner },
      { offset: 1, colour: outer },
    ],
  })
}
