import { allocateHashes, type HashMemory } from './hashes.ts'

/**
 * What stands below a link: 0 is the empty subtree, a positive number the slot of a leaf, a negative one an inner node.
 * An inner node always has at least two leaves below it.
 */
export type Ref = number

/** The inner nodes below the dense levels: two links and a hash each. Node 0 is never used. */
export class NodeArena {
  /** links[2n] and links[2n + 1] are the refs of node n's left and right subtree. */
  links: Int32Array
  /** Hash n is node n's, valid unless `changed[n]` is 1. */
  memory: HashMemory
  /** 1 where something below the node changed since its hash was computed. */
  changed: Uint8Array
  #next = 1
  readonly #free: number[] = []

  constructor(capacity: number) {
    const nodes = capacity + 1
    this.links = new Int32Array(nodes * 2)
    this.memory = allocateHashes(nodes)
    this.changed = new Uint8Array(nodes)
  }

  /** A new node, marked as changed. */
  add(left: Ref, right: Ref): number {
    const node = this.#free.pop() ?? this.#take()
    this.links[node * 2] = left
    this.links[node * 2 + 1] = right
    this.changed[node] = 1
    return node
  }

  remove(node: number): void {
    this.#free.push(node)
  }

  #take(): number {
    const nodes = this.changed.length
    if (this.#next === nodes) {
      const links = new Int32Array(nodes * 4)
      links.set(this.links)
      this.links = links
      const changed = new Uint8Array(nodes * 2)
      changed.set(this.changed)
      this.changed = changed
      this.memory = allocateHashes(nodes * 2, this.memory)
    }
    return this.#next++
  }
}
