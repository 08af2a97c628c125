import { expect, test } from 'vitest'
import { hasRoomFor, networkOf } from '../../src/public/diversity.ts'

test("what one owner may have whole counts as one network; loopback is nobody's", () => {
  expect(networkOf('/ip4/192.0.2.7/tcp/1')).toBe('192.0')
  expect(networkOf('/ip6/2001:db8::7/tcp/1')).toBe('2001:db8')
  expect(networkOf('/ip4/127.0.0.1/tcp/1')).toBeUndefined()
})

test('so many may come in from one network, and no more; others still may', () => {
  const connections = Array.from({ length: 40 }, (_, i) => ({
    direction: i < 33 ? 'inbound' : 'outbound',
    remoteAddr: { toString: () => `/ip4/192.0.2.${i}/tcp/1` },
  })) as never[]
  expect(hasRoomFor('/ip4/192.0.9.9/tcp/1', connections)).toBe(false)
  expect(hasRoomFor('/ip4/192.0.9.9/tcp/1', connections.slice(2))).toBe(true)
  expect(hasRoomFor('/ip4/198.51.100.1/tcp/1', connections)).toBe(true)
})
