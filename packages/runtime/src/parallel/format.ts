/**
 * How the result of a speculated transaction is laid out, so that it can travel between threads: u32 length of what follows, u8 kind; unless it
 * is void: u32 weight, u128 fee; keys that it looked at: u32 count, then a key each; values: u32 count, then key, u32 length (all ones: deleted)
 * and canonical bytes each; sums: u32 count, then key, u16 sum, u128 amount each; at last the outcome. A key is the u32 number that
 * the lane gave it; the first time its text follows: u16 number of its space (the first time followed by text), and text of its name.
 * Text is u16 length and UTF-8. Little-endian.
 */

/** What became of a speculated transaction. `void`: nothing that could count, it has to be executed again. */
export const ResultKind = { void: 0, applied: 1, failed: 2, dropped: 3 } as const

/** Stands for the length of a value that was deleted. */
export const DELETED = 0xffff_ffff
