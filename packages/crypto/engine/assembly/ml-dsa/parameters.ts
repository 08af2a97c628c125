/** The numbers of ML-DSA's parameter sets (FIPS 204 table 1) by scheme, and where a scheme keeps what in a slot. @module */
import { POLYNOMIAL, Q } from './field.ts'

/** Schemes have the ids of the suite table. */
export const ML_DSA_44: i32 = 1
export const ML_DSA_65: i32 = 2
export const ML_DSA_87: i32 = 3

/** Rows of the matrix A. */
export function rowsOf(scheme: i32): usize {
  return scheme === ML_DSA_44 ? 4 : scheme === ML_DSA_65 ? 6 : 8
}

/** Columns of the matrix A. */
export function columnsOf(scheme: i32): usize {
  return scheme === ML_DSA_44 ? 4 : scheme === ML_DSA_65 ? 5 : 7
}

/** Bytes of the commitment hash c~: lambda / 4. */
export function challengeBytesOf(scheme: i32): usize {
  return scheme === ML_DSA_44 ? 32 : scheme === ML_DSA_65 ? 48 : 64
}

/** Coefficients of the challenge that are not zero. */
export function tauOf(scheme: i32): i32 {
  return scheme === ML_DSA_44 ? 39 : scheme === ML_DSA_65 ? 49 : 60
}

/** What a signer subtracts from bounds: tau * eta. */
export function betaOf(scheme: i32): i32 {
  return scheme === ML_DSA_44 ? 78 : scheme === ML_DSA_65 ? 196 : 120
}

/** Most hints in a signature. */
export function omegaOf(scheme: i32): usize {
  return scheme === ML_DSA_44 ? 80 : scheme === ML_DSA_65 ? 55 : 75
}

/** Coefficients of z lie in (-gamma1, gamma1]. */
export function gamma1Of(scheme: i32): i32 {
  return scheme === ML_DSA_44 ? 1 << 17 : 1 << 19
}

/** Half of the step that the commitment is rounded to. */
export function gamma2Of(scheme: i32): i32 {
  return scheme === ML_DSA_44 ? (Q - 1) / 88 : (Q - 1) / 32
}

/** Bytes of one polynomial of z. */
export function responseBytesOf(scheme: i32): usize {
  return scheme === ML_DSA_44 ? 576 : 640
}

/** Bytes of one rounded polynomial of the commitment. */
export function commitmentBytesOf(scheme: i32): usize {
  return scheme === ML_DSA_44 ? 192 : 128
}

/** Bytes of a public key: 32 of rho and 320 for every polynomial of t1. */
export function mlDsaKeyBytes(scheme: i32): usize {
  return 32 + rowsOf(scheme) * 320
}

/** Bytes of an expanded key: its hash tr (64), the matrix A row by row, and t1 * 2^13, all transformed. */
export function mlDsaExpandedBytes(scheme: i32): usize {
  return 64 + rowsOf(scheme) * (columnsOf(scheme) + 1) * POLYNOMIAL
}
