import type { BeaconView, EpochView, SyncView } from '@demiurge/api'
import {
  Badge,
  Card,
  ErrorState,
  Hash,
  LinkButton,
  Progress,
  Skeleton,
  TimeAgo,
  useRequest,
} from '@demiurge/design'
import { formatCount, formatDuration } from '@demiurge/design/format'
import type { ReactNode } from 'react'
import { DagStrip } from '../home/dag-strip.tsx'
import { Facts } from '../shared/facts.tsx'
import { PageHead } from '../shared/page-head.tsx'
import { LeaderStrip } from './leader-strip.tsx'
import { PeersTable, PublicPlaneTable } from './peers-table.tsx'
import { ValidatorsTable } from './validators-table.tsx'

const REFRESH_MS = 2_000

/** Who orders blocks, how the epoch goes, and whom this node is connected to. */
export function NetworkPage(): ReactNode {
  const epoch = useRequest('chain_getEpoch', {}, { refreshMs: REFRESH_MS, staleMs: 0 })
  const beacon = useRequest('chain_getBeacon', {}, { refreshMs: REFRESH_MS, staleMs: 0 })
  const sync = useRequest('network_getSync', {}, { refreshMs: REFRESH_MS, staleMs: 0 })
  const validators = useRequest('staking_listValidators', {}, { refreshMs: REFRESH_MS, staleMs: 0 })
  const peers = useRequest('network_listPeers', {}, { refreshMs: REFRESH_MS, staleMs: 0 })
  return (
    <div className="d-stack-l">
      <PageHead title="Network">Who orders blocks, and who is connected</PageHead>
      {epoch.error !== undefined && epoch.data === undefined && (
        <ErrorState error={epoch.error} onRetry={epoch.reload} />
      )}
      <div className="home-columns">
        {epoch.data === undefined ? (
          <Skeleton height={220} radius="var(--radius-l)" />
        ) : (
          <Epoch epoch={epoch.data} beacon={beacon.data} />
        )}
        {sync.data === undefined ? (
          <Skeleton height={220} radius="var(--radius-l)" />
        ) : (
          <Sync sync={sync.data} />
        )}
      </div>
      <DagStrip />
      <LeaderStrip />
      <ValidatorsTable validators={validators.data} />
      <PeersTable peers={peers.data} />
      {peers.data?.publicPlane && <PublicPlaneTable plane={peers.data.publicPlane} />}
    </div>
  )
}

/** Where the beacon is in this epoch, and where the present seed is from. */
function inWords({ epoch, delay, window, previous }: BeaconView, seats: number): string | undefined {
  if (delay === null || seats === 1) return undefined
  const fallback = epoch === 0n ? 'This seed is the chain file’s' : 'This seed follows from the last commit'
  const source = previous === null ? fallback : 'This seed is the beacon’s'
  if (window === null) return `${source}; nothing is revealed for the next one yet`
  const { revealed, isFixed, publication } = window
  if (publication !== null) return `${source}; the next one is published`
  if (isFixed) return `${source}; the next one is being computed`
  return `${source}; ${revealed.length} of ${seats} have revealed for the next one`
}

function Epoch({
  epoch,
  beacon,
}: {
  readonly epoch: EpochView
  readonly beacon: BeaconView | undefined
}): ReactNode {
  const { number, startedMs, epochMs, committee, seed } = epoch
  const goneMs = Date.now() - Number(startedMs)
  const share = Math.max(0, Math.min(1, goneMs / Number(epochMs)))
  return (
    <Card title={`Epoch ${formatCount(number)}`}>
      <div className="d-stack">
        <Progress value={share} label="Progress of the epoch" />
        <Facts
          facts={[
            ['Began', <TimeAgo key="began" timestampMs={startedMs} />],
            ['Lasts', formatDuration(epochMs)],
            ['Seats', formatCount(committee.seats.length)],
            ['Seed of the leaders', <Hash key="seed" value={seed} label="seed" />],
            ['Beacon', beacon === undefined ? undefined : inWords(beacon, committee.seats.length)],
          ]}
        />
      </div>
    </Card>
  )
}

function Sync({ sync }: { readonly sync: SyncView }): ReactNode {
  const { role, isSyncing, height, certifiedHeight, target, round, highestRound, peers } = sync
  const behind = target > height ? target - height : 0n
  return (
    <Card
      title="This node"
      actions={
        <span className="d-row">
          <Badge tone={isSyncing ? 'warn' : 'ok'}>{isSyncing ? 'Catching up' : 'Up to date'}</Badge>
          <LinkButton href="/node">Health</LinkButton>
        </span>
      }
    >
      {isSyncing && <Progress value={Number(height) / Math.max(1, Number(target))} label="Catching up" />}
      <Facts
        facts={[
          [
            'Part',
            role === 'validator' ? 'Validator: it orders blocks' : 'Follower: it checks what others order',
          ],
          ['Height', formatCount(height)],
          ['Certified', formatCount(certifiedHeight)],
          ['Behind', behind === 0n ? 'Nothing' : `${formatCount(behind)} commits`],
          [
            'Round',
            round === null
              ? undefined
              : highestRound !== null && highestRound > round
                ? `${formatCount(round)} of ${formatCount(highestRound)}`
                : formatCount(round),
          ],
          ['Neighbours', formatCount(peers)],
        ]}
      />
    </Card>
  )
}
