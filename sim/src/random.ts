/** A small seeded generator (sfc32): every run of a test can be repeated from its seed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number in [0, below). */
  int(below: number): number
  chance(probability: number): boolean
  /** The same items in another order. */
  shuffle<T>(items: readonly T[]): T[]
  /** One of them; at least one must be given. */
  pick<T>(...items: readonly [T, ...T[]]): T
}

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed
  let b = 0x243f6a88
  let c = seed | 0
  let d = 1
  const draw = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 15; i++) draw()
  const int = (below: number): number => Math.floor(draw() * below)
  return {
    next: draw,
    int,
    shuffle: (items) =>
      items
        .map((item) => ({ item, at: draw() }))
        .sort((x, y) => x.at - y.at)
        .map(({ item }) => item),
    chance: (probability) => draw() < probability,
    pick: (...items) => items[int(items.length)] ?? items[0],
  }
}
