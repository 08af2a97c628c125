import type { PeersView, PeerView, PublicPeerView } from '@demiurge/api'
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

type PublicPlane = NonNullable<PeersView['publicPlane']>

const PUBLIC_COLUMNS: readonly Column<PublicPeerView>[] = [
  {
    key: 'id',
    header: 'Neighbour',
    cell: ({ id, agent }) => (
      <span className="d-stack-s">
        <strong>{agent}</strong>
        <Hash value={id} label="peer id" copy={false} />
      </span>
    ),
  },
  {
    key: 'address',
    header: 'Address',
    phone: 'hide',
    cell: ({ address, isRelayed }) => (
      <span className="d-mono">{isRelayed ? 'through a relay' : address.split('/p2p/')[0]}</span>
    ),
  },
  {
    key: 'height',
    header: 'Height',
    align: 'right',
    cell: ({ height }) => (height === null ? '–' : formatCount(height)),
  },
  {
    key: 'points',
    header: 'Points against it',
    align: 'right',
    cell: ({ points }) => formatCount(points),
  },
]

/** Whom the node knows on the public plane, where anybody may come. */
export function PublicPlaneTable({ plane }: { readonly plane: PublicPlane }): ReactNode {
  const [address] = plane.addresses
  return (
    <Card title="Public plane">
      {address !== undefined && (
        <p>
          Others join with --bootstrap <Hash value={address} label="address" />
        </p>
      )}
      {plane.peers.length === 0 ? (
        <EmptyState title="Nobody has come yet">
          Nodes of the public plane find each other by themselves.
        </EmptyState>
      ) : (
        <Table
          caption="Neighbours on the public plane"
          columns={PUBLIC_COLUMNS}
          rows={plane.peers}
          rowKey={({ id }) => id}
        />
      )}
      {plane.denied.length > 0 && (
        <ul className="notice" data-tone="warn" aria-label="Shut out">
          {plane.denied.map(({ id, untilMs }) => (
            <li key={id}>
              <Hash value={id} label="peer id" copy={false} /> is shut out until {formatTime(untilMs)}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

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
