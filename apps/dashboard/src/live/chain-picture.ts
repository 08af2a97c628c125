import type { CommitSummary, Head } from '@demiurge/api'

/** Commits that are kept for the feed. */
const KEPT_COMMITS = 100
/** Seconds of throughput that are kept. */
export const KEPT_SECONDS = 120

/** What happened in one second of chain time. */
export interface Second {
  /** Unix seconds. */
  readonly at: number
  readonly transactions: number
  readonly commits: number
}

/** What the page knows of the moving chain. Immutable: each event gives a new one. */
export interface ChainPicture {
  /** False until the first lists are here. */
  readonly known: boolean
  readonly height: bigint
  readonly certifiedHeight: bigint
  readonly transactions: bigint
  /** Newest first. */
  readonly commits: readonly CommitSummary[]
  /** Oldest first, at most KEPT_SECONDS. */
  readonly seconds: readonly Second[]
  readonly error: Error | undefined
}

/** Nothing is known yet. */
export const EMPTY: ChainPicture = {
  known: false,
  height: 0n,
  certifiedHeight: 0n,
  transactions: 0n,
  commits: [],
  seconds: [],
  error: undefined,
}

/** The picture from the node's lists, joined with what arrived by subscription meanwhile. */
export function fromLists(head: Head, listed: readonly CommitSummary[], before: ChainPicture): ChainPicture {
  const newest = listed[0]?.height ?? 0n
  const later = before.commits.filter(({ height }) => height > newest).reverse()
  const seconds = [...listed].reverse().reduce<readonly Second[]>(countSecond, [])
  const start: ChainPicture = {
    known: true,
    height: newest > head.height ? newest : head.height,
    certifiedHeight:
      head.certifiedHeight > before.certifiedHeight ? head.certifiedHeight : before.certifiedHeight,
    // The head may be a little older or newer than the list: count the commits between them.
    transactions: listed
      .filter(({ height }) => height > head.height)
      .reduce((sum, commit) => sum + BigInt(commit.transactions), head.transactions),
    commits: listed.slice(0, KEPT_COMMITS),
    seconds,
    error: undefined,
  }
  return later.reduce(addCommit, start)
}

/** The picture with one more commit; one that is known already changes nothing. */
export function addCommit(picture: ChainPicture, commit: CommitSummary): ChainPicture {
  const last = picture.commits[0]
  if (last !== undefined && commit.height <= last.height) return picture
  return {
    ...picture,
    error: undefined,
    height: commit.height > picture.height ? commit.height : picture.height,
    transactions: picture.transactions + (commit.height > picture.height ? BigInt(commit.transactions) : 0n),
    commits: [commit, ...picture.commits].slice(0, KEPT_COMMITS),
    seconds: countSecond(picture.seconds, commit),
  }
}

/** The picture with the height of a new certificate. */
export function withCertificate(picture: ChainPicture, height: bigint): ChainPicture {
  return height > picture.certifiedHeight ? { ...picture, certifiedHeight: height } : picture
}

function countSecond(seconds: readonly Second[], commit: CommitSummary): readonly Second[] {
  const at = Math.floor(Number(commit.timestampMs) / 1_000)
  const last = seconds.at(-1)
  if (last !== undefined && last.at >= at) {
    const same = { ...last, transactions: last.transactions + commit.transactions, commits: last.commits + 1 }
    return [...seconds.slice(0, -1), same]
  }
  const kept = seconds.filter((second) => second.at > at - KEPT_SECONDS)
  return [...kept, { at, transactions: commit.transactions, commits: 1 }]
}

/** Mean time between commits in ms over the newest ones; undefined with fewer than two. */
export function commitIntervalMs(commits: readonly CommitSummary[]): number | undefined {
  const newest = commits[0]
  const oldest = commits.at(Math.min(commits.length, 20) - 1)
  if (newest === undefined || oldest === undefined || newest === oldest) return undefined
  return Number(newest.timestampMs - oldest.timestampMs) / Number(newest.height - oldest.height)
}
