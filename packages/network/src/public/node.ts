import { createHash } from 'node:crypto'
import { yamux } from '@chainsafe/libp2p-yamux'
import { autoNAT } from '@libp2p/autonat'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { dcutr } from '@libp2p/dcutr'
import { type GossipSub, gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey } from '@libp2p/interface'
import { kadDHT } from '@libp2p/kad-dht'
import { mdns } from '@libp2p/mdns'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { createLibp2p } from 'libp2p'

/** Whether a node relays for others, can be reached through relays, or neither. */
export type RelayRole = 'off' | 'client' | 'server'

/** Neighbours of a topic's mesh: wanted, least, most (PROTOCOL section 7). */
const MESH = { D: 6, Dlo: 4, Dhi: 9 }

/**
 * A libp2p node as this chain uses it: TLS alone (it negotiates X25519MLKEM768; Noise is classical), yamux, gossip whose messages are
 * handed on only when they were judged, a DHT of the chain's own. It is not started yet.
 */
export async function createPublicNode(options: {
  readonly privateKey: PrivateKey
  readonly prefix: string
  readonly listen: readonly string[]
  readonly announce: readonly string[]
  readonly mdns: boolean
  readonly relay: RelayRole
  readonly mayConnect: (peer: string) => boolean
  readonly mayEnter: (address: string) => boolean
}): Promise<Libp2p<{ pubsub: GossipSub }>> {
  const { privateKey, prefix, listen, announce, relay, mayConnect, mayEnter } = options
  return createLibp2p({
    start: false,
    privateKey,
    addresses: {
      listen: [...listen, ...(relay === 'client' ? ['/p2p-circuit'] : [])],
      announce: [...announce],
    },
    transports: [tcp(), ...(relay === 'off' ? [] : [circuitRelayTransport()])],
    connectionEncrypters: [tls()],
    streamMuxers: [yamux()],
    peerDiscovery: options.mdns
      ? [mdns({ interval: 5_000, serviceTag: `_${serviceOf(prefix)}._udp.local` })]
      : [],
    connectionGater: {
      // Chains on one machine or in one house are chains as well.
      denyDialMultiaddr: () => false,
      denyDialPeer: (peer) => !mayConnect(peer.toString()),
      denyInboundConnection: (connection) => !mayEnter(String(connection.remoteAddr)),
      denyInboundEncryptedConnection: (peer) => !mayConnect(peer.toString()),
    },
    services: {
      identify: identify(),
      ping: ping(),
      ...(relay === 'off' ? {} : { dcutr: dcutr(), autoNAT: autoNAT() }),
      ...(relay === 'server' ? { relay: circuitRelayServer() } : {}),
      dht: kadDHT({ protocol: `${prefix}/kad/1`, clientMode: false, peerInfoMapper: (peer) => peer }),
      pubsub: gossipsub({
        ...MESH,
        // A message is what it says: the same from everybody, and handed on once.
        globalSignaturePolicy: 'StrictNoSign',
        msgIdFn: ({ topic, data }) => createHash('sha256').update(topic).update('\0').update(data).digest(),
        allowPublishToZeroTopicPeers: true,
        ignoreDuplicatePublishError: true,
        floodPublish: false,
        emitSelf: false,
      }),
    },
  }) as unknown as Promise<Libp2p<{ pubsub: GossipSub }>>
}

/** A name for mDNS: letters, digits and hyphens, at most 15 of them. */
function serviceOf(prefix: string): string {
  return `dem${createHash('sha256').update(prefix).digest('hex').slice(0, 10)}`
}
