import type { FuzzName } from './claim.ts'

export type MlDsaName = Extract<FuzzName, `ml-dsa-${string}`>

/** The numbers of a parameter set (FIPS 204 tables 1 and 2), and where a signature keeps what. */
export interface MlDsaLayout {
  readonly rows: number
  readonly columns: number
  readonly challengeBytes: number
  readonly omega: number
  readonly gamma1: number
  readonly gamma2: number
  readonly beta: number
  /** Bits of a coefficient of z. */
  readonly zBits: number
  /** Where the hints begin: omega positions, then one end for each row. */
  readonly hintsAt: number
}

const Q = 8380417

function layout(
  [rows, columns]: readonly [number, number],
  challengeBytes: number,
  omega: number,
  beta: number,
  isSmall: boolean,
): MlDsaLayout {
  const zBits = isSmall ? 18 : 20
  return {
    rows,
    columns,
    challengeBytes,
    omega,
    beta,
    zBits,
    gamma1: 1 << (zBits - 1),
    gamma2: (Q - 1) / (isSmall ? 88 : 32),
    hintsAt: challengeBytes + columns * 32 * zBits,
  }
}

export const mlDsaLayouts: Readonly<Record<MlDsaName, MlDsaLayout>> = {
  'ml-dsa-44': layout([4, 4], 32, 80, 78, true),
  'ml-dsa-65': layout([6, 5], 48, 55, 196, false),
  'ml-dsa-87': layout([8, 7], 64, 75, 120, false),
}
