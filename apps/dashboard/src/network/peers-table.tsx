import type { PeersView, PeerView } from '@demiurge/api'
import { Card, type Column, EmptyState, Hash, Table } from '@demiurge/design'
import { formatBytes, formatCount, formatDuration, formatTime } from '@demiurge/design/format'
import type { ReactNode } from 'react'

const COLUMNS: readonly Column<PeerView>[] = [
  {
    key: 'id',
    header: 'Neighbour',
    cell: ({ id, name }) => (
      <span className="d-stack-s">
        {name !== null && <strong>{name}</strong>}
        <Hash value={id} label="id of the neighbour" copy={false} />
      </span>
    ),
  },
  {
    key: 'address',
    header: 'Address',
    phone: 'hide',
    cell: ({ address }) => <span className="d-mono">{address}</span>,
  },
  {
    key: 'seat',
    header: 'Seat',
    align: 'right',
    cell: ({ seat }) => (seat === null ? '–' : formatCount(seat)),
  },
  {
    key: 'height',
    header: 'Height',
    align: 'right',
    cell: ({ height }) => (height === null ? '–' : formatCount(height)),
  },
  {
    key: 'rtt',
    header: 'Round trip',
    align: 'right',
    cell: ({ roundTripMs }) => (roundTripMs === null ? '–' : `${formatCount(roundTripMs)} ms`),
  },
  {
    key: 'traffic',
    header: 'In / out',
    align: 'right',
    phone: 'hide',
    cell: ({ bytesIn, bytesOut }) => `${formatBytes(bytesIn)} / ${formatBytes(bytesOut)}`,
  },
  {
    key: 'since',
    header: 'Connected',
    align: 'right',
    phone: 'hide',
    cell: ({ connectedMs, direction }) =>
      `${formatDuration(connectedMs)}, ${direction === 'in' ? 'it called' : 'we called'}`,
  },
]

/** The neighbours of this node, and those it does not let in for a while. */
export function PeersTable({ peers }: { readonly peers: PeersView | undefined }): ReactNode {
  return (
    <Card title="Neighbours">
      {peers !== undefined && peers.peers.length === 0 ? (
        <EmptyState title="Nobody is connected">
          A chain of one needs no neighbours. Others join with --peer {peers.address}.
        </EmptyState>
      ) : (
        <Table caption="Neighbours" columns={COLUMNS} rows={peers?.peers} rowKey={({ id }) => id} />
      )}
      {peers !== undefined && peers.denied.length > 0 && (
        <ul className="notice" data-tone="warn" aria-label="Not let in">
          {peers.denied.map(({ id, untilMs }) => (
            <li key={id}>
              <Hash value={id} label="id" copy={false} /> broke rules and is not let in until{' '}
              {formatTime(untilMs)}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
