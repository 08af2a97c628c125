/** A folder of pieces becomes a collection on a real node: its provenance first, nothing twice, and everything verified. */
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { merkleHasher, nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { expect, test } from 'vitest'
import { run, startNode, temporaryFolder } from './run.ts'

const COUNT = 24

function writeLayers(folder: string): void {
  const write = (layer: string, body: (i: number) => string) => {
    mkdirSync(join(folder, layer), { recursive: true })
    for (let i = 0; i < 6; i++)
      writeFileSync(
        join(folder, layer, `t${i}#${i + 1}.svg`),
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">${body(i)}</svg>`,
      )
  }
  write('1-Ground', (i) => `<rect width="64" height="64" fill="hsl(${i * 60},60%,60%)"/>`)
  write('2-Body', (i) => `<circle cx="32" cy="32" r="${12 + 2 * i}" fill="hsl(${i * 50},40%,40%)"/>`)
  writeFileSync(
    join(folder, 'collection.json'),
    JSON.stringify({ name: 'Moon people', royaltyBps: 250, licence: 'CC-BY-4.0' }),
  )
}

test('a collection is minted through a crash, verified whole and by piece, and every change is found', {
  timeout: 120_000,
}, async () => {
  using place = temporaryFolder()
  const data = join(place.path, 'data')
  const out = join(place.path, 'moon')
  const cli = (...args: readonly string[]) => run([...args, '--json', '--data', data, '--url', node.url])
  writeLayers(join(place.path, 'layers'))
  await using node = await startNode(data)
  const made = await cli(
    ...['art', 'collection', join(place.path, 'layers'), '--count', String(COUNT), '--size', '64'],
    ...['--no-preview', '--out', out],
  )
  expect(made).toMatchObject({ code: 0 })
  // What is drawn follows from layers and seed alone; credentials are put in afterwards, and minting does it where it is asked to.
  const unsigned = await cli('art', 'sign', out, '--licence', 'CC0-1.0')
  expect(unsigned).toMatchObject({ code: 2, err: expect.stringContaining('--licence is for a single file') })
  const signed = await cli('art', 'sign', out)
  expect(signed).toMatchObject({ code: 0 })
  expect(Object(signed.json())).toMatchObject({ count: COUNT, fresh: COUNT })
  expect(await cli('nft', 'verify', out)).toMatchObject({
    code: 1,
    err: expect.stringContaining('nft mint-collection'),
  })

  // Killed as soon as the chain has some of it, with the next batch perhaps on its way.
  const client = createClient({
    transport: webTransport(node.url),
    environment: { nowMs: () => Date.now(), random: randomBytes },
    suites: nativeSuites,
    hasher: merkleHasher,
  })
  const minted = async () => {
    const collection = await client
      .request('nft_getCollection', {
        id: JSON.parse(readFileSync(join(out, 'mint.json'), 'utf8')).collection,
      })
      .catch(() => undefined)
    return Number(collection?.collection.minted ?? 0n)
  }
  const killed = await run(
    ['nft', 'mint-collection', out, '--credentials', '--batch', '4', '--data', data, '--url', node.url],
    {
      async onStart(child) {
        const over = new Promise((resolve) => child.once('exit', resolve))
        const seen = async () => {
          // Asked again and again until some pieces are there: the node answers in its own time.
          while (child.exitCode === null && (await minted().catch(() => 0)) < 4);
        }
        await Promise.race([seen(), over])
        child.kill('SIGKILL')
      },
    },
  )
  expect(killed.signal === 'SIGKILL' || killed.code === 0).toBe(true)
  const before = await minted()
  expect(before).toBeGreaterThanOrEqual(4)

  const rest = await cli('nft', 'mint-collection', out, '--batch', '7')
  expect(rest).toMatchObject({ code: 0 })
  const { collection, provenance, fresh } = Object(rest.json())
  expect(fresh).toBeLessThanOrEqual(COUNT - before)
  expect(await minted()).toBe(COUNT)
  expect(provenance).toBe(Object(signed.json()).provenance.merkleRoot)
  expect(Object((await cli('nft', 'mint-collection', out)).json())).toMatchObject({ fresh: 0, count: COUNT })
  const view = await client.request('nft_getCollection', { id: collection })
  expect(view.collection).toMatchObject({
    name: 'Moon people',
    royaltyBps: 250,
    maxSupply: BigInt(COUNT),
    minted: BigInt(COUNT),
  })

  const whole = await cli('nft', 'verify', out)
  expect(whole).toMatchObject({ code: 0 })
  expect(Object(whole.json())).toMatchObject({
    verdict: 'authentic',
    credentials: { count: COUNT, broken: [], others: [], licences: ['CC-BY-4.0'] },
  })
  const piece = await cli('nft', 'verify', join(out, 'images/5.png'))
  expect(Object(piece.json())).toMatchObject({
    verdict: 'authentic',
    proven: { name: 'Moon people #5' },
    credentials: { verdict: 'authentic', role: 'creator' },
  })
  const byName = await cli('nft', 'verify', collection)
  expect(byName).toMatchObject({ code: 0 })
  expect(Object(byName.json()).summary).toBe(`"Moon people" is proven whole: works ${COUNT}, owners 1.`)
  expect(await cli('nft', 'verify', `0x${'5'.repeat(64)}`)).toMatchObject({
    code: 2,
    err: expect.stringContaining('knows no item, collection or transaction'),
  })

  const metadata = join(out, 'json/9.json')
  writeFileSync(metadata, readFileSync(metadata, 'utf8').replace('Moon people #9', 'Moon people #1'))
  truncateSync(join(out, 'images/3.png'), 50)
  const altered = await cli('nft', 'verify', out)
  expect(altered).toMatchObject({ code: 1 })
  expect(Object(altered.json())).toMatchObject({ verdict: 'altered' })
  expect(altered.out).toContain('The picture of 1 pieces is not what was minted: 3.')
  expect(Object(altered.json()).credentials.broken).toMatchObject([{ edition: 3 }])
  expect(altered.out).toContain('The metadata of 1 pieces is not what was minted: 9.')
  expect(await cli('nft', 'mint-collection', out)).toMatchObject({
    code: 1,
    err: expect.stringContaining('images/3.png, json/9.json'),
  })
  // Whatever the manifest says: files that a chain knows by their hashes are not signed any more.
  const manifest = join(out, 'manifest.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/,\s*"drawn": "\w+"/, ''))
  expect((await cli('art', 'sign', out)).err).toContain('must stay as they are')
})
