import type { Connection } from '@libp2p/interface'

const MOST_INBOUND_OF_NETWORK = 32

/** Whether one more may come in from an address: too many from one network, and whoever owns it could surround us. */
export function hasRoomFor(address: string, connections: readonly Connection[]): boolean {
  const network = networkOf(address)
  if (network === undefined) return true
  const inbound = connections.filter(({ direction }) => direction === 'inbound')
  return (
    inbound.filter(({ remoteAddr }) => networkOf(String(remoteAddr)) === network).length <
    MOST_INBOUND_OF_NETWORK
  )
}

/** The /16 of an IPv4 address, the /32 of an IPv6 one: what one owner may have whole. Undefined for loopback. */
export function networkOf(address: string): string | undefined {
  const [, a, b] = /^\/ip4\/(\d+)\.(\d+)\./.exec(address) ?? []
  if (a !== undefined) return a === '127' ? undefined : `${a}.${b}`
  const [, six] = /^\/ip6\/([0-9a-f]+:[0-9a-f]*)/.exec(address) ?? []
  return six
}
