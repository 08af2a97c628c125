/** Encodings of hints, right ones and ones that are wrong in one way but mean something to a careless verifier. @module */
import type { MlDsaLayout } from './ml-dsa-layout.ts'
import type { Random } from './random.ts'

const N = 256

/** Hints as they are written (FIPS 204 algorithm 20), and as they are applied to the commitment, by row. */
export interface Hints {
  readonly positions: number[]
  readonly ends: number[]
  readonly applied: number[][]
}

/** Positions of hints for every row: rising, at most omega in all, often all of omega or all in one row. */
export function drawHints({ rows, omega }: MlDsaLayout, random: Random): Hints {
  const sets = Array.from({ length: rows }, () => new Set<number>())
  const count = random.pick([omega, random.below(omega + 1), random.below(omega + 1), 4])
  const only = random.below(2) === 0 ? random.pick(sets) : undefined
  for (let i = 0; i < count; i++) (only ?? random.pick(sets)).add(random.below(N))
  return encode(sets.map((row) => [...row].sort((a, b) => a - b)))
}

function encode(applied: number[][]): Hints {
  return {
    positions: applied.flat(),
    ends: applied.map((_, i) => applied.slice(0, i + 1).flat().length),
    applied,
  }
}

/** `count` different positions, rising. */
function rising(count: number, random: Random): number[] {
  const set = new Set<number>()
  while (set.size < count) set.add(random.below(N))
  return [...set].sort((a, b) => a - b)
}

/** What makes hints wrong. Each accepts itself if the one check that is meant for it is missing. */
export const hintTwists = {
  /** Two positions in the wrong order mean the same set. */
  swapped({ rows }: MlDsaLayout, random: Random): Hints {
    const hints = encode(emptyRows(rows).with(0, rising(2 + random.below(20), random)))
    const [first = 0, second = 0] = hints.positions
    hints.positions.splice(0, 2, second, first)
    return hints
  },
  /** A position twice is that hint once, as a set; or not at all, where the second undoes the first. */
  repeated({ rows }: MlDsaLayout, random: Random): Hints {
    const row = rising(2 + random.below(20), random)
    const { positions, ends, applied } = encode(emptyRows(rows).with(0, row))
    const [first = 0] = positions
    if (random.below(2) === 0) applied[0] = row.slice(1)
    return { positions: [first, ...positions], ends: ends.map((end) => end + 1), applied }
  },
  /** Something behind the last hint. */
  padded({ rows, omega }: MlDsaLayout, random: Random): Hints {
    const hints = encode(emptyRows(rows).with(random.below(rows), rising(random.below(omega), random)))
    while (hints.positions.length < omega) hints.positions.push(0)
    hints.positions[omega - 1] = 1 + random.below(255)
    return hints
  },
  /** A row that ends before it begins, and so has no hints. */
  'falling end'({ rows }: MlDsaLayout, random: Random): Hints {
    const hints = encode(emptyRows(rows).with(0, rising(1 + random.below(20), random)))
    hints.ends[1] = random.below(hints.positions.length)
    return hints
  },
  /** A row that goes on into the list of ends, whose first number becomes a position. */
  'large end'({ rows, omega }: MlDsaLayout, random: Random): Hints {
    const hints = encode(emptyRows(rows).with(0, rising(omega, random)))
    hints.ends[rows - 1] = omega + 1
    hints.applied[rows - 1] = [omega]
    return hints
  },
} as const

function emptyRows(rows: number): number[][] {
  return Array.from({ length: rows }, () => [])
}
