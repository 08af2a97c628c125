import { generateKeyPairSync } from 'node:crypto'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type Mesh, openMesh } from '../../src/index.ts'
import { selfSigned } from '../../src/mesh/certificate.ts'

const GENESIS = `0x${'00'.repeat(32)}`

interface Seen {
  readonly frames: { readonly from: string; readonly type: number; readonly payload: Uint8Array }[]
  readonly connected: string[]
  readonly gone: string[]
}

async function open(seed: number, changed: { chainId?: string; port?: number } = {}): Promise<Mesh & Seen> {
  const seen: Seen = { frames: [], connected: [], gone: [] }
  const mesh = await openMesh({
    seed: new Uint8Array(32).fill(seed),
    chainId: changed.chainId ?? 'test',
    genesis: GENESIS,
    listen: { host: '127.0.0.1', port: changed.port ?? 0 },
    onConnected: ({ id }) => seen.connected.push(id),
    onDisconnected: (_, reason) => seen.gone.push(reason),
    onFrame: ({ id }, type, payload) => seen.frames.push({ from: id, type, payload: payload.slice() }),
  })
  onTestFinished(() => mesh.close())
  return Object.assign(mesh, seen)
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('three nodes find each other through one address, and frames of every size arrive in order', async () => {
  const [ada, bob, carol] = await Promise.all([open(1), open(2), open(3)])
  bob.dial(ada.address)
  carol.dial(ada.address)
  await until(() => [ada, bob, carol].every((mesh) => mesh.peers().length === 2))
  const sizes = [0, 1, 100, 65_536, 1_000_000, 9 * 2 ** 20]
  for (const size of sizes) expect(bob.send(carol.id, 16, new Uint8Array(size).fill(size % 251))).toBe(true)
  await until(() => carol.frames.length === sizes.length)
  expect(carol.frames.map(({ payload }) => payload.length)).toEqual(sizes)
  for (const { from, type, payload } of carol.frames) {
    expect([from, type]).toEqual([bob.id, 16])
    expect(payload.every((byte) => byte === payload.length % 251)).toBe(true)
  }
  expect(ada.send(`0x${'11'.repeat(32)}`, 16, new Uint8Array(1))).toBe(false)
})

test('whoever does not read is cut off, and comes back when it does; a queue that is long enough takes no more', async () => {
  const [ada, bob] = await Promise.all([open(21), open(22)])
  ada.dial(bob.address)
  await until(() => ada.peers().length === 1)
  const large = new Uint8Array(8 * 2 ** 20)
  // Nothing is read while we only write.
  expect(ada.send(bob.id, 16, large, 0)).toBe(true)
  expect(ada.send(bob.id, 16, large, 2 ** 20)).toBe(false)
  expect(ada.peers()).toHaveLength(1)
  let sent = 1
  while (ada.send(bob.id, 16, large)) sent++
  expect(sent).toBeLessThan(20)
  expect(ada.gone).toEqual([expect.stringMatching(/bytes wait for a peer that does not read/)])
  await until(() => ada.connected.length === 2)
})

test('when both dial at once one connection stays, and nobody hears of the other', async () => {
  const [ada, bob] = await Promise.all([open(4), open(5)])
  ada.dial(bob.address)
  bob.dial(ada.address)
  await until(() => ada.peers().length === 1 && bob.peers().length === 1)
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect([ada.connected, bob.connected]).toEqual([[bob.id], [ada.id]])
  expect([ada.gone, bob.gone]).toEqual([[], []])
  expect(ada.send(bob.id, 16, new Uint8Array(3))).toBe(true)
  await until(() => bob.frames.length === 1)
})

test('a node of another chain is refused, and told why', async () => {
  const [ada, eve] = await Promise.all([open(6), open(7, { chainId: 'other' })])
  eve.dial(ada.address)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect([ada.peers(), eve.peers()]).toEqual([[], []])
})

test('a node that was stopped and comes back is connected again by itself', async () => {
  const [ada, bob] = await Promise.all([open(8), open(9)])
  const { address } = bob
  ada.dial(address)
  await until(() => ada.peers().length === 1)
  await bob.close()
  await until(() => ada.peers().length === 0)
  expect(ada.gone[0]).toContain('stops')
  await open(9, { port: Number(address.split(':')[1]) })
  await until(() => ada.peers().length === 1)
})

test('a peer that was dropped does not come back', async () => {
  const [ada, bob] = await Promise.all([open(10), open(11)])
  bob.dial(ada.address)
  await until(() => ada.peers().length === 1)
  ada.drop(bob.id, 'it lied')
  expect(ada.denied().map(({ id }) => id)).toEqual([bob.id])
  await until(() => bob.peers().length === 0)
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(ada.peers()).toEqual([])
})

test('a key of another kind is not let in', async () => {
  const ada = await open(12)
  const { privateKey } = generateKeyPairSync('ed25519')
  const { certificate } = selfSigned(new Uint8Array(32).fill(77))
  const [host = '', port = ''] = ada.address.split(':')
  // No certificate at all; one of ML-DSA with a key that is not its own cannot even be offered.
  const bare = connectTls({
    host,
    port: Number(port),
    rejectUnauthorized: false,
    ALPNProtocols: ['demiurge/1'],
  })
  bare.on('error', () => {})
  await new Promise((resolve) => bare.once('close', resolve))
  const odd = connectTls({
    host,
    port: Number(port),
    rejectUnauthorized: false,
    cert: certificate,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  })
  odd.on('error', () => {})
  await new Promise((resolve) => odd.once('close', resolve))
  expect(ada.peers()).toEqual([])
})

test('whatever strangers and peers send, nothing but frames after a hello comes through', async () => {
  const ada = await open(13)
  const [host = '', port = ''] = ada.address.split(':')
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, inside) => {
      const { certificate: cert, privateKey: key } = selfSigned(new Uint8Array(32).fill(200))
      const socket = inside
        ? connectTls({
            host,
            port: Number(port),
            cert,
            key,
            rejectUnauthorized: false,
            ALPNProtocols: ['demiurge/1'],
          })
        : connect(Number(port), host)
      socket.on('error', () => {})
      socket.resume()
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.end(bytes)
      await closed
    }),
    { numRuns: 30 },
  )
  expect([ada.frames, ada.connected]).toEqual([[], []])
}, 60_000)
