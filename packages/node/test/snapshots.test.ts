import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode, encode, toHex } from '@demiurge/codec'
import { merkleHasher } from '@demiurge/crypto/native'
import { openStore } from '@demiurge/store'
import fc from 'fast-check'
import { type Logger, pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readChainFile } from '../src/chain/chain-file.ts'
import { firstStateOf, treeOver } from '../src/chain/genesis.ts'
import { Archive } from '../src/index/archive.ts'
import { downloadSnapshot } from '../src/snapshot/download.ts'
import { listSnapshots, SnapshotFolder, snapshotsFolder } from '../src/snapshot/folder.ts'
import { type PartKind, SnapshotError, SnapshotManifest, SnapshotRequest } from '../src/snapshot/format.ts'
import { importSnapshot, verifySnapshot } from '../src/snapshot/import-snapshot.ts'
import { followEpochs, readManifest, type SnapshotTrust } from '../src/snapshot/read-snapshot.ts'
import { signedTransfer, testSigner } from './chain-client.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork
let trust: SnapshotTrust

beforeAll(async () => {
  network = await createTestNetwork({
    validators: 4,
    epochMs: 3_000n,
    accounts: 6_000,
    settings: { snapshotEvery: '16', idleRoundMs: '50', keepCommits: 'all' },
  })
  await Promise.all([0, 1, 2, 3].map((number) => network.start(number)))
  const file = readChainFile(join(network.folder, 'chain.json'))
  trust = { file, ...firstStateOf(file) }
  await transfer(0)
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

const bank = testSigner(0)
let sent = 0

async function transfer(number: number): Promise<void> {
  const { anchor } = await network.call<{ anchor: string }>(number, 'chain_getHead')
  const { id, bytes } = signedTransfer(bank, {
    to: testSigner(1 + sent).address,
    amount: 1_000_000_000n,
    nonce: BigInt(sent++),
    anchor,
    chainId: 'network-test',
    withPolicy: true,
  })
  await network.call(number, 'tx_submit', { transaction: toHex(bytes) })
  await until(
    async () => (await network.call<{ stage: string }>(number, 'tx_getStatus', { id })).stage !== 'pending',
    'the transfer is in a block',
  )
}

/** A snapshot of a node that is at least so high, once it is there. */
async function snapshotOf(
  number: number,
  height = 0n,
): Promise<{ readonly height: bigint; readonly path: string }> {
  const directory = snapshotsFolder(join(network.folder, String(number)))
  await until(() => (listSnapshots(directory)[0]?.height ?? -1n) >= height, 'there is a snapshot')
  const newest = listSnapshots(directory)[0]
  if (newest === undefined) throw new Error('there is a snapshot')
  return newest
}

/** A copy that no node removes meanwhile. */
async function copyOf(number: number, height = 0n): Promise<string> {
  for (;;) {
    const { path } = await snapshotOf(number, height)
    const copy = join(network.folder, `copy-${sent++}`)
    try {
      cpSync(path, copy, { recursive: true })
      if (existsSync(join(copy, 'manifest'))) return copy
    } catch {
      // It was the older of two, and has just been removed.
    }
  }
}

/** Waits until a node has archived what the first one has now; returns that height. */
async function caughtUp(number: number): Promise<string> {
  const height = String(network.node(0).height())
  const has = async (each: number): Promise<boolean> => {
    try {
      await network.call(each, 'chain_getCommit', { height })
      return true
    } catch {
      return false
    }
  }
  await until(async () => (await has(0)) && (await has(number)), `node ${number} has commit ${height}`)
  return height
}

async function expectEqualCommit(number: number): Promise<void> {
  const height = await caughtUp(number)
  const of = (each: number): Promise<{ summary: { stateRoot: string } }> =>
    network.call(each, 'chain_getCommit', { height })
  expect((await of(number)).summary.stateRoot).toBe((await of(0)).summary.stateRoot)
}

test('a new node starts from a snapshot of the others while transfers flow, and comes to the same root', async () => {
  await snapshotOf(0, 24n)
  const flow = (async () => {
    for (let i = 0; i < 10; i++) await transfer(i % 4)
  })()
  await network.start(4, { join: 'snapshot' })
  await flow
  await expectEqualCommit(4)
  // It has not gone through the commits before the snapshot, and says so.
  await expect(network.call(4, 'chain_getCommit', { height: '1' })).rejects.toThrow(/commits from [0-9]+ on/)
  await transfer(4)
}, 60_000)

test('a validator whose disk was lost comes back by a snapshot and goes on voting', async () => {
  await network.stop(3)
  const folder = join(network.folder, '3')
  for (const name of readdirSync(folder))
    if (name !== 'validator.json') rmSync(join(folder, name), { recursive: true })
  await network.start(3, { join: 'snapshot' })
  await expectEqualCommit(3)
  const { address } = await network.call<{ address: string }>(0, 'network_listPeers')
  expect(address).not.toBe('')
  await until(async () => {
    const { role } = await network.call<{ role: string }>(3, 'network_getSync')
    return role === 'validator'
  }, 'it takes part again')
  const validators = await network.call<{ slashed: string }[]>(0, 'staking_listValidators')
  expect(validators.every(({ slashed }) => slashed === '0')).toBe(true)
}, 60_000)

test('a whole snapshot is accepted; with any part damaged it is refused, and the part is named', async () => {
  const path = await copyOf(0)
  const folder = new SnapshotFolder(path)
  const steps: number[] = []
  const { roots, certificate } = await verifySnapshot(folder, trust, (done) => steps.push(done))
  expect(roots.length).toBe(4)
  expect(steps.at(-1)).toBe(readdirSync(path).length - 1)
  expect(certificate.checkpoint.epoch).toBeGreaterThan(0n)
  for (const name of readdirSync(path)) {
    const whole = readFileSync(join(path, name))
    const damaged = Buffer.from(whole)
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1
    const [kind = '', number] = name.replace('.zst', '').split('-')
    for (const bytes of [damaged, whole.subarray(0, whole.length - 1), Buffer.alloc(0)]) {
      writeFileSync(join(path, name), bytes)
      const refusal = await verifySnapshot(folder, trust).catch((error: unknown) => error)
      expect(refusal, name).toBeInstanceOf(SnapshotError)
      const { message } = refusal as SnapshotError
      if (kind === 'state') expect(message).toMatch(`chunk ${Number(number)} of 4 is damaged`)
      else
        expect(message).toMatch(
          kind === 'manifest' ? 'manifest' : kind === 'log' ? 'log' : `part ${Number(number)}`,
        )
    }
    rmSync(join(path, name))
    await expect(verifySnapshot(folder, trust)).rejects.toThrow(name)
    writeFileSync(join(path, name), whole)
  }
  await verifySnapshot(folder, trust)
}, 60_000)

test('every lie in a manifest is refused', async () => {
  const bytes = await new SnapshotFolder(await copyOf(0)).manifest()
  const manifest = decode(SnapshotManifest, bytes)
  const { certificate, point, anchors, roots, log } = manifest
  const { checkpoint } = certificate
  const zeros = `0x${'00'.repeat(32)}`
  const lies: Record<string, Partial<SnapshotManifest>> = {
    'it has version': { version: 2 },
    'is of chain': { chainId: 'another' },
    'with genesis': { genesis: zeros },
    'not the one that the checkpoint names': { point: { ...point, round: point.round + 1n } },
    'there are 8': { depth: 3 },
    'lead to state root': { roots: [...roots].reverse() },
    'anchors, there must be': { anchors: anchors.slice(1) },
    'is not in line': { anchors: anchors.map((each, i) => (i === 2 ? { ...each, stateRoot: zeros } : each)) },
    'none of its': { log: { ...log, note: log.note.replace(/— .*\n/g, '— other AAAAAAAA\n') } },
    'the note says': { log: { ...log, size: log.size + 1n } },
  }
  for (const [reason, lie] of Object.entries(lies))
    expect(() => readManifest(encode(SnapshotManifest, { ...manifest, ...lie }), trust), reason).toThrow(
      reason,
    )
  expect(() => readManifest(bytes, { ...trust, genesis: { ...trust.genesis, index: 8n } })).toThrow('genesis')
  // A certificate that a committee of somebody else's signed.
  const forged = { ...certificate, votes: certificate.votes.slice(1) }
  const source = { manifest: async () => encode(SnapshotManifest, { ...manifest, certificate: forged }) }
  const folder = new SnapshotFolder(await copyOf(0, checkpoint.index))
  if ((await folder.manifest()).length === bytes.length)
    await expect(
      followEpochs(
        { ...source, part: (...which) => folder.part(...which) },
        { ...manifest, certificate: forged },
        trust,
      ),
    ).rejects.toThrow(/weigh|quorum/)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      expect(() => readManifest(noise, trust)).toThrow(SnapshotError)
    }),
  )
}, 60_000)

test('a store is filled once: a broken import is begun anew, and a chain is never written over', async () => {
  const source = new SnapshotFolder(await copyOf(0))
  await using store = disposable(
    await openStore({ directory: join(network.folder, 'imported'), engine: 'rocksdb' }),
  )
  const describe = async (): Promise<undefined> => undefined
  const broken = {
    manifest: () => source.manifest(),
    part: async (kind: PartKind, number: number) => {
      if (kind === 'state' && number === 2) throw new Error('power is gone')
      return source.part(kind, number)
    },
  }
  await expect(importSnapshot({ source: broken, trust, store, describe })).rejects.toThrow('power is gone')
  await store.batch([{ key: Buffer.from('s/left/behind'), value: new Uint8Array(1) }])
  const { certificate } = await importSnapshot({ source, trust, store, describe })
  const archive = new Archive(store, [])
  const restored = await archive.restore()
  if (restored === undefined) throw new Error('the store is filled')
  expect(treeOver(restored.state, merkleHasher).root).toBe(certificate.checkpoint.stateRoot)
  expect(restored.point?.index).toBe(certificate.checkpoint.index)
  await expect(importSnapshot({ source, trust, store, describe })).rejects.toThrow('choose an empty one')
}, 60_000)

test('a download goes on where it was broken off, past a neighbour that lies', async () => {
  const whole = new SnapshotFolder(await copyOf(0))
  const manifest = decode(SnapshotManifest, await whole.manifest())
  const folder = new SnapshotFolder(join(network.folder, 'download'))
  await folder.write('state', 0, await whole.part('state', 0))
  await folder.write('state', 1, new Uint8Array(9))
  const asked: string[] = []
  const lied = new Set<string>()
  const { height } = { height: manifest.certificate.checkpoint.index }
  async function* ask(peer: string, _: string, body: Uint8Array): AsyncGenerator<Uint8Array> {
    const { kind, number } = decode(SnapshotRequest, body)
    asked.push(`${kind} ${number}`)
    if (kind === 'manifest') yield await whole.manifest()
    else {
      const part = await whole.part(kind as PartKind, number)
      if (peer === 'liar' && kind === 'state') lied.add(peer)
      yield peer === 'liar' && kind === 'state' ? part.map((byte) => byte ^ 1) : part
    }
  }
  const warnings: unknown[] = []
  const logger = {
    ...pino({ level: 'silent' }),
    warn: (context: unknown) => warnings.push(context),
  } as unknown as Logger
  const given = { folder, trust, onProgress: () => {}, ask, signal: new AbortController().signal, logger }
  await downloadSnapshot({ height, peers: ['honest', 'liar'] }, given)
  await verifySnapshot(folder, trust)
  expect(asked).not.toContain('state 0')
  expect(asked).toContain('state 1')
  expect([...lied]).toEqual(['liar'])
  expect(warnings).toEqual([expect.objectContaining({ peer: 'liar' })])
  rmSync(join(folder.path, 'state-00003.zst'))
  await expect(downloadSnapshot({ height, peers: ['liar'] }, given)).rejects.toThrow(
    'chunk 3 of 4 is damaged',
  )
}, 60_000)

function disposable<T extends { close(): Promise<void> }>(store: T): T & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() })
}
