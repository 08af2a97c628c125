import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { draw } from './drawing.ts'
import { run, startNode, temporaryFolder } from './run.ts'

const env = { DEMIURGE_PASSWORD: 'correct horse battery' }

test('a drawing is signed inside, an SVG beside, and every change of either is found', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  const made = await run(['wallet', 'create', 'ada', '--data', cwd, '--json'], { env })
  const { address } = Object(made.json())
  for (const name of ['art.png', 'art.svg']) {
    await draw(cwd, name)
    const signed = await run(['art', 'sign', name, '--data', cwd, '--licence', 'CC-BY-4.0', '--json'], {
      cwd,
      env,
    })
    expect(signed).toMatchObject({ code: 0 })
    expect(signed.json()).toMatchObject({ creator: address, licence: 'CC-BY-4.0' })
    const checked = await run(['art', 'credentials', name, '--json'], { cwd })
    expect(checked).toMatchObject({ code: 0 })
    expect(checked.json()).toMatchObject({ verdict: 'authentic', creator: address, licence: 'CC-BY-4.0' })
    // A licence that is written afterwards would break what was signed.
    const late = await run(['licence', 'apply', name, '--licence', 'CC0-1.0', '--json'], { cwd })
    expect(JSON.parse(late.err)).toMatchObject({ error: { code: 'licence.Signed' } })
    const bytes = readFileSync(join(cwd, name))
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(join(cwd, name), bytes)
    const altered = await run(['art', 'credentials', name], { cwd })
    expect(altered.code).toBe(1)
    expect(altered.out).toMatch(/^Altered/)
  }
  expect(statSync(join(cwd, 'studio-key.pem')).mode & 0o777).toBe(0o600)
  await draw(cwd, 'plain.png')
  expect(await run(['art', 'credentials', 'plain.png'], { cwd })).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^The file has no content credentials/),
  })
}, 120_000)

test('minting puts credentials into the file that is minted, once, unless it is told not to', async () => {
  using folder = temporaryFolder()
  const cwd = folder.path
  writeFileSync(join(cwd, 'demiurge.json'), '{"anchorEvery": 1}')
  await using node = await startNode(cwd)
  const at = ['--data', cwd, '--url', node.url]
  await draw(cwd, 'art.png')
  const minted = await run(['nft', 'mint', 'art.png', '--name', 'Art', '--licence', 'gbu2', ...at], { cwd })
  expect(minted.code).toBe(0)
  const verified = await run(['nft', 'verify', 'art.png', ...at], { cwd })
  expect(verified).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Content credentials\nAuthentic[\s\S]*c2pa\.created \(algorithmicMedia\)/),
  })
  // The node puts the head of the log on the chain by itself, and what it covers is held against it from then on.
  const isAnchored = async (): Promise<boolean> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'provenance_getAnchor', params: {} })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${node.url}/rpc`, { method: 'POST', headers, body })
    return Object(Object(await response.json()).result).size === '1'
  }
  while (!(await isAnchored())) await new Promise((resolve) => setTimeout(resolve, 20))
  const held = await run(['nft', 'verify', 'art.png', '--json', ...at], { cwd })
  expect(held).toMatchObject({ code: 0 })
  expect(Object(held.json()).checks).toContainEqual(
    expect.objectContaining({
      name: 'log-anchor',
      ok: true,
      detail: expect.stringMatching(/anchored in the chain since height \d+/),
    }),
  )
  // Whoever likes does the same by hand.
  const anchored = await run(['provenance', 'anchor', '--json', ...at], { cwd })
  expect(anchored).toMatchObject({ code: 0 })
  expect(anchored.json()).toMatchObject({ size: '1', final: true })
  const explained = await run(['art', 'credentials', 'art.png'], { cwd })
  expect(explained).toMatchObject({ code: 0, out: expect.stringContaining('LicenseRef-GBU2') })
  // The licence stands in the credentials and in the metadata of the proof, and both are read.
  const licence = await run(['licence', 'check', 'art.png', '--json'], { cwd })
  expect(licence.json()).toMatchObject([{ status: 'licensed', licence: 'LicenseRef-GBU2' }])
  const before = readFileSync(join(cwd, 'art.png'))
  // The same file again is the same content, which the chain has already.
  expect(await run(['nft', 'mint', 'art.png', '--name', 'Again', ...at], { cwd })).toMatchObject({ code: 1 })
  expect(readFileSync(join(cwd, 'art.png')).equals(before)).toBe(true)
  await draw(cwd, 'plain.jpg')
  const drawn = readFileSync(join(cwd, 'plain.jpg'))
  await run(['nft', 'mint', 'plain.jpg', '--name', 'Plain', '--no-credentials', '--no-proof', ...at], { cwd })
  expect(readFileSync(join(cwd, 'plain.jpg')).equals(drawn)).toBe(true)
}, 120_000)
