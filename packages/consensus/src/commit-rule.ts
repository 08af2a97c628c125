import type { Voters } from './committee.ts'
import type { Dag, DagNode } from './dag.ts'

/** How a leader was committed: by certificates of its own wave, or through a later leader's history. */
export type CommitPath = 'direct' | 'indirect'

/** What is known of a round's leader slot. */
export type Decision =
  | { readonly kind: 'undecided' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'committed'; readonly leader: DagNode; readonly how: CommitPath }

const UNDECIDED: Decision = { kind: 'undecided' }
const SKIPPED: Decision = { kind: 'skipped' }

/** Rounds from a leader to the first one that may decide it indirectly: the wave of three is over then. */
const WAVE = 3

/** Weight of the authors whose block of the next round votes for this leader block. */
export function voteWeight(dag: Dag, leader: DagNode): number {
  const { id, round } = leader.block
  return dag.weightWhere(round + 1, (node) => node.vote === id)
}

/**
 * Direct skip: weight Q has blocks at r+1, and for every known proposal weight Q there does not vote for it. A proposal nobody here
 * knows is covered: a block that voted for it would have brought it along.
 */
export function isSkipped(dag: Dag, voters: Voters, round: number): boolean {
  if (dag.weightAt(round + 1) < voters.quorum) return false
  return dag
    .proposals(round)
    .every(({ block }) => dag.weightWhere(round + 1, (node) => node.vote !== block.id) >= voters.quorum)
}

/**
 * Decides the leader slots after round `decided`, from the highest down, and returns the longest decided prefix, lowest round first
 * (PROTOCOL section 2; Mysticeti-C as in Starfish, eprint 2025/567, Algorithms 1-3).
 */
export function decideSlots(dag: Dag, voters: Voters, decided: number): readonly Decision[] {
  const highest = dag.highest - 1
  const decisions = new Map<number, Decision>()
  for (let round = highest; round > decided; round--) {
    const direct = decideDirectly(dag, voters, round)
    decisions.set(
      round,
      direct.kind === 'undecided' ? decideIndirectly(dag, decisions, round, highest) : direct,
    )
  }
  const prefix: Decision[] = []
  for (let round = decided + 1; round <= highest; round++) {
    const decision = decisions.get(round)
    if (decision === undefined || decision.kind === 'undecided') break
    prefix.push(decision)
  }
  return prefix
}

function decideDirectly(dag: Dag, voters: Voters, round: number): Decision {
  if (isSkipped(dag, voters, round)) return SKIPPED
  for (const leader of dag.proposals(round)) {
    // Authors are counted, not blocks: an equivocator must not certify twice.
    const weight = dag.weightWhere(round + 2, (node) => node.certifies === leader.block.id)
    if (weight >= voters.quorum) return { kind: 'committed', leader, how: 'direct' }
  }
  return UNDECIDED
}

function decideIndirectly(
  dag: Dag,
  decisions: ReadonlyMap<number, Decision>,
  round: number,
  highest: number,
): Decision {
  for (let anchorRound = round + WAVE; anchorRound <= highest; anchorRound++) {
    const anchor = decisions.get(anchorRound)
    if (anchor === undefined || anchor.kind === 'undecided') return UNDECIDED
    if (anchor.kind === 'skipped') continue
    const leader = certifiedInHistory(dag, anchor.leader, round)
    return leader === undefined ? SKIPPED : { kind: 'committed', leader, how: 'indirect' }
  }
  return UNDECIDED
}

/** The leader block of `round` for which the anchor's history holds a certificate. Two of them cannot be: quorums intersect. */
function certifiedInHistory(dag: Dag, anchor: DagNode, round: number): DagNode | undefined {
  const seen = new Set<string>()
  const stack = [anchor]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node.block.id)) continue
    seen.add(node.block.id)
    if (node.block.round === round + 2) {
      if (node.certifies !== undefined) return dag.get(node.certifies)
      continue
    }
    for (const parent of dag.parents(node.block)) if (parent.block.round >= round + 2) stack.push(parent)
  }
  return undefined
}
