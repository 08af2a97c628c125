/** @module All patterns. A new one is a new file and one line here. */

import { agate } from './agate.ts'
import { apollonian } from './apollonian.ts'
import { attractor } from './attractor.ts'
import { botanical } from './botanical.ts'
import { cellular } from './cellular.ts'
import { chladni } from './chladni.ts'
import { contours } from './contours.ts'
import { domainWarp } from './domain-warp.ts'
import { enso } from './enso.ts'
import { flowField } from './flow-field.ts'
import { fractal } from './fractal.ts'
import { galaxy } from './galaxy.ts'
import { guilloche } from './guilloche.ts'
import { halftone } from './halftone.ts'
import { harmonograph } from './harmonograph.ts'
import { hatTiling } from './hat-tiling.ts'
import { hyperbolic } from './hyperbolic.ts'
import { interference } from './interference.ts'
import { isometricCity } from './isometric-city.ts'
import { lowPoly } from './low-poly.ts'
import { mandala } from './mandala.ts'
import { marbling } from './marbling.ts'
import { nebula } from './nebula.ts'
import { opArt } from './op-art.ts'
import type { Pattern } from './pattern.ts'
import { photonic } from './photonic.ts'
import { phyllotaxis } from './phyllotaxis.ts'
import { physarum } from './physarum.ts'
import { quasicrystal } from './quasicrystal.ts'
import { reactionDiffusion } from './reaction-diffusion.ts'
import { ridges } from './ridges.ts'
import { spaceFilling } from './space-filling.ts'
import { starTiling } from './star-tiling.ts'
import { strata } from './strata.ts'
import { superformula } from './superformula.ts'
import { truchet } from './truchet.ts'
import { venation } from './venation.ts'
import { voronoi } from './voronoi.ts'
import { watercolour } from './watercolour.ts'
import { weave } from './weave.ts'

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
  hatTiling,
  quasicrystal,
  harmonograph,
  apollonian,
  contours,
  botanical,
  venation,
  lowPoly,
  isometricCity,
  opArt,
  watercolour,
  spaceFilling,
  physarum,
  superformula,
  halftone,
  enso,
  galaxy,
  weave,
  chladni,
  cellular,
]

/** The pattern of that name, if there is one. */
export function findPattern(name: string): Pattern | undefined {
  return patterns.find((each) => each.name === name)
}
