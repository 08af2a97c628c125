/** @module All patterns. A new one is a new file and one line here. */
import { agate } from './agate.ts'
import { attractor } from './attractor.ts'
import { domainWarp } from './domain-warp.ts'
import { flowField } from './flow-field.ts'
import { fractal } from './fractal.ts'
import { guilloche } from './guilloche.ts'
import { hyperbolic } from './hyperbolic.ts'
import { interference } from './interference.ts'
import { mandala } from './mandala.ts'
import { marbling } from './marbling.ts'
import { nebula } from './nebula.ts'
import type { Pattern } from './pattern.ts'
import { photonic } from './photonic.ts'
import { phyllotaxis } from './phyllotaxis.ts'
import { reactionDiffusion } from './reaction-diffusion.ts'
import { ridges } from './ridges.ts'
import { starTiling } from './star-tiling.ts'
import { strata } from './strata.ts'
import { truchet } from './truchet.ts'
import { voronoi } from './voronoi.ts'

/** Every pattern of this version, in the order in which a gallery shows them. */
export const patterns: readonly Pattern[] = [
  guilloche,
  flowField,
  domainWarp,
  voronoi,
  mandala,
  reactionDiffusion,
  truchet,
  fractal,
  photonic,
  starTiling,
  attractor,
  phyllotaxis,
  agate,
  marbling,
  hyperbolic,
  strata,
  ridges,
  interference,
  nebula,
]

/** The pattern of that name, if there is one. */
export function findPattern(name: string): Pattern | undefined {
  return patterns.find((each) => each.name === name)
}
