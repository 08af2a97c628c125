import type { BlockSummary } from '@demiurge/api'
import { Card, Skeleton, useRequest, useTopic } from '@demiurge/design'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useLiveChain } from '../live/live-provider.tsx'
import { useHeld } from '../live/use-held.ts'
import { links } from '../router/links.ts'
import { layDag, type PlacedBlock } from './lay-dag.ts'

const ROUNDS = 38
const PACE_MS = 200
const RADIUS = 5

const LABEL = `Blocks of the newest ${ROUNDS} rounds`

/** The newest rounds of the DAG: a column for each round, a row for each author, a line to each parent. */
export function DagStrip(): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const blocks = useNewestBlocks()
  const { commits } = useLiveChain()
  const { shown, held } = useHeld(blocks, frame)
  const leaders = useMemo(() => new Set(commits.map(({ leader }) => leader)), [commits])
  const dag = useMemo(() => layDag(shown ?? [], ROUNDS), [shown])
  // The newest round is at the right end of every new drawing.
  useEffect(() => {
    if (!held && frame.current !== null) frame.current.scrollLeft = frame.current.scrollWidth
  }, [dag, held])
  const newest = dag.blocks.at(-1)?.block.round
  return (
    <Card title="Blocks by round" actions={<Legend />}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="dag d-scroll-x" ref={frame} aria-label={LABEL} tabIndex={0}>
        {shown === undefined ? (
          <Skeleton height={48} />
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset groups the controls of a form, not the parts of a drawing
          <svg width={dag.width} height={dag.height} role="group" aria-label={`Up to round ${newest ?? 0}`}>
            {dag.edges.map(({ key, from, to }) => (
              <path
                key={key}
                className="dag-edge"
                d={`M${from.x} ${from.y}C${from.x + 12} ${from.y} ${to.x - 12} ${to.y} ${to.x} ${to.y}`}
              />
            ))}
            {dag.blocks.map((placed) => (
              <Dot key={placed.block.id} placed={placed} leads={leaders.has(placed.block.id)} />
            ))}
          </svg>
        )}
      </section>
    </Card>
  )
}

function Dot({ placed, leads }: { readonly placed: PlacedBlock; readonly leads: boolean }): ReactNode {
  const { block, x, y } = placed
  const { id, round, author, transactions } = block
  const label = `Block of round ${round} by author ${author}, ${transactions} transactions${leads ? ', a committed leader' : ''}`
  return (
    // So many stops would bury the page for Tab; the same blocks are in the lists of the explorer.
    <a
      href={links.block(id)}
      tabIndex={-1}
      aria-label={label}
      className="dag-dot"
      data-full={transactions > 0 || undefined}
    >
      <title>{label}</title>
      <circle cx={x} cy={y} r={12} className="dag-target" />
      <circle cx={x} cy={y} r={RADIUS} className="dag-block" />
      {leads && <circle cx={x} cy={y} r={RADIUS + 3} className="dag-leader" />}
    </a>
  )
}

function Legend(): ReactNode {
  return (
    <ul className="dag-legend" aria-label="Legend">
      <li data-kind="full">with transactions</li>
      <li data-kind="empty">empty</li>
      <li data-kind="leader">committed leader</li>
    </ul>
  )
}

/** The blocks of the newest rounds, from the list and then by subscription, at a pace that eyes can follow. */
function useNewestBlocks(): readonly BlockSummary[] | undefined {
  const listed = useRequest('chain_getDag', { rounds: ROUNDS }, { staleMs: 0 })
  const [arrived, setArrived] = useState<readonly BlockSummary[]>([])
  const waiting = useRef<BlockSummary[]>([])
  useTopic('blocks', {}, (block) => waiting.current.push(block))
  useEffect(() => {
    const timer = setInterval(() => {
      if (waiting.current.length === 0) return
      const taken = waiting.current
      waiting.current = []
      setArrived((before) => newestRounds([...before, ...taken]))
    }, PACE_MS)
    return () => clearInterval(timer)
  }, [])
  return useMemo(
    () => (listed.data === undefined ? undefined : newestRounds([...listed.data, ...arrived])),
    [listed.data, arrived],
  )
}

function newestRounds(blocks: readonly BlockSummary[]): readonly BlockSummary[] {
  // Rounds begin again with each epoch.
  const epoch = blocks.reduce((most, each) => (each.epoch > most ? each.epoch : most), 0n)
  const byId = new Map(blocks.filter((block) => block.epoch === epoch).map((block) => [block.id, block]))
  const newest = [...byId.values()].reduce((most, { round }) => (round > most ? round : most), 0n)
  return [...byId.values()].filter(({ round }) => round > newest - BigInt(ROUNDS))
}
