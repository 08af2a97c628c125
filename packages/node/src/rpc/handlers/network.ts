import type { BeaconView, PeersView, PeerView, ValidatorView } from '@demiurge/api'
import { leaderOf } from '@demiurge/consensus'
import { MAX_SEATS } from '@demiurge/ledger'
import { stakingPort, stakingQueries, temporalPort } from '@demiurge/modules'
import type { Handlers } from '../dispatcher.ts'
import type { HandlerContext } from './context.ts'

type NetworkHandlers = Pick<
  Handlers,
  | 'chain_getEpoch'
  | 'chain_getBeacon'
  | 'chain_listEpochChanges'
  | 'chain_listLeaders'
  | 'staking_listValidators'
  | 'staking_getStake'
  | 'network_listPeers'
  | 'network_getSync'
>

/** The most epoch changes in one answer: a committee and its votes take up to 250 kB each. */
const MOST_CHANGES = 64

/** Answers about validators, epochs and neighbours. */
export function networkHandlers(context: HandlerContext): NetworkHandlers {
  const { chain, archive, recent } = context
  return {
    chain_getEpoch: () => stakingPort.epochOf(chain),
    chain_getBeacon: () => beaconOf(context),
    chain_listEpochChanges: async ({ from, limit }) => {
      const changes = []
      for (let epoch = from; changes.length < Math.min(limit, MOST_CHANGES); epoch++) {
        const change = await archive.epochChange(epoch)
        if (change === undefined) break
        changes.push(change)
      }
      return changes
    },
    chain_listLeaders: ({ rounds }) => {
      const { committee, seed } = stakingPort.epochOf(chain)
      const out = context.coreStatus()?.schedule.out ?? 0n
      const newest = recent.newestRound
      const count = BigInt(Math.min(rounds, 1_024))
      const first = newest > count ? newest - count + 1n : 1n
      return Array.from({ length: Number(newest - first + 1n) }, (_, i) => {
        const round = first + BigInt(i)
        return recent.slotOf(round, leaderOf(committee, seed, Number(round), out))
      })
    },
    staking_listValidators: () => {
      const schedule = context.coreStatus()?.schedule
      return stakingQueries.listValidators(chain).map((view): ValidatorView => {
        const score = view.seat === null ? undefined : schedule?.scores[view.seat]
        const isOut = ((schedule?.out ?? 0n) >> BigInt(view.seat ?? 0)) & 1n
        const leading =
          score === undefined ? null : { leads: isOut === 0n, committed: score.led, skipped: score.missed }
        return { ...view, leading }
      })
    },
    staking_getStake: ({ address }) => {
      const { delegations, unbondings } = stakingQueries.stakeOfAccount(chain, address)
      return { delegations: [...delegations], unbondings: [...unbondings] }
    },
    network_listPeers: () => listPeers(context),
    network_getSync: () => {
      const neighbourhood = context.neighbourhood()
      const status = context.coreStatus()
      const { height } = chain.head
      return {
        role: context.seat() === null ? 'follower' : 'validator',
        isSyncing: neighbourhood?.sync.status().isSyncing ?? false,
        epoch: chain.epoch,
        height,
        certifiedHeight: context.pipeline.certifiedHeight,
        target: neighbourhood?.sync.status().target ?? height,
        round: status === undefined ? null : BigInt(status.round),
        highestRound: status === undefined ? null : BigInt(status.highestRound),
        peers: neighbourhood?.peers.list().length ?? 0,
      }
    },
  }
}

function beaconOf({ chain }: HandlerContext): BeaconView {
  const present = temporalPort.windowOf(chain)
  const before = temporalPort.outcomeOf(chain)
  const { timestampMs } = chain.head
  return {
    epoch: chain.epoch,
    progressBps: Number(temporalPort.progressOf(chain, timestampMs)),
    delay: temporalPort.parametersOf(chain) ?? null,
    window:
      present === undefined
        ? null
        : {
            mix: present.mix,
            isFixed: present.isFixed,
            revealed: Array.from({ length: MAX_SEATS }, (_, seat) => seat).filter(
              (seat) => ((present.revealed >> BigInt(seat)) & 1n) === 1n,
            ),
            publication: present.publication,
          },
    previous:
      before === undefined || before.publication === null
        ? null
        : { mix: before.mix, publication: before.publication },
  }
}

function listPeers(context: HandlerContext): ReturnType<NetworkHandlers['network_listPeers']> {
  const neighbourhood = context.neighbourhood()
  if (neighbourhood === undefined) throw new Error('the mesh is not open yet')
  const { peers, sync } = neighbourhood
  const views = peers.list().map((peer): PeerView => {
    const { id, address, direction, rttMs, connectedMs, bytesIn, bytesOut } = peer
    const status = sync.statusOf(id)
    const seat = context.seatOf(id) ?? null
    const account = seat === null ? undefined : context.committee().seats[seat]?.account
    const name = account === undefined ? undefined : stakingPort.validatorOf(context.chain, account)?.name
    return {
      id,
      address,
      direction,
      seat,
      name: name ?? null,
      height: status?.height ?? null,
      certifiedHeight: status?.certified ?? null,
      roundTripMs: rttMs === undefined ? null : Math.round(rttMs),
      connectedMs: BigInt(connectedMs),
      bytesIn: BigInt(bytesIn),
      bytesOut: BigInt(bytesOut),
    }
  })
  const denied = peers.denied().map(({ id, untilMs }) => ({ id, untilMs: BigInt(untilMs) }))
  return { id: peers.id, address: peers.address, peers: views, denied, publicPlane: publicPlaneOf(context) }
}

function publicPlaneOf(context: HandlerContext): PeersView['publicPlane'] {
  const plane = context.publicPlane()
  if (plane === undefined) return null
  const sync = context.neighbourhood()?.sync
  return {
    id: plane.id,
    addresses: [...plane.addresses],
    peers: plane.peers().map(({ id, agent, addresses, direction, nodeId, points, isRelayed }) => {
      const status = sync?.statusOf(id)
      return {
        ...{ id, agent, direction, isRelayed },
        address: addresses[0] ?? '',
        node: nodeId ?? null,
        points: Math.round(points),
        height: status?.height ?? null,
        certifiedHeight: status?.certified ?? null,
      }
    }),
    denied: plane.denied().map(({ id, untilMs }) => ({ id, untilMs: BigInt(untilMs) })),
  }
}
