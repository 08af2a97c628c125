import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { draw } from './drawing.ts'
import { type NodeProcess, type Run, run, startNode, temporaryFolder } from './run.ts'

const TIMEOUT_MS = 180_000
const PASSWORD = 'correct horse battery'

let folder: ReturnType<typeof temporaryFolder>
let node: NodeProcess

beforeAll(async () => {
  folder = temporaryFolder()
  node = await startNode(join(folder.path, 'chain'))
}, TIMEOUT_MS)

afterAll(async () => {
  await node[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Each person has a data folder of their own, as on a machine of their own; files go from hand to hand in the folder around. */
const as = (person: string, args: readonly string[]): Promise<Run> =>
  run(args, {
    cwd: folder.path,
    env: {
      DEMIURGE_URL: node.url,
      DEMIURGE_DATA: person === 'rich' ? 'chain' : person,
      DEMIURGE_PASSWORD: PASSWORD,
    },
  })

test(
  'two of three creators mint a work together, each on a machine of their own',
  async () => {
    const people = ['ada', 'ben', 'cleo']
    await Promise.all(
      people.map(async (person) => {
        await as(person, ['wallet', 'create', person, '--scheme', 'ml-dsa-44'])
        expect(await as(person, ['wallet', 'share', '--out', `${person}.pub`])).toMatchObject({ code: 0 })
      }),
    )
    const made = await as('ada', [
      'wallet',
      'create',
      'trio',
      '--policy',
      '2 of ada.pub, ben.pub, cleo.pub',
      '--json',
    ])
    const { address } = Object(made.json())
    expect(made.json()).toMatchObject({ threshold: 2, address: expect.stringMatching(/^dem1/) })
    expect((await as('ada', ['wallet', 'list'])).out).toContain('(2 of ')
    await as('rich', ['wallet', 'send', address, '100'])

    await draw(folder.path, 'dawn.png')
    const drawn = readFileSync(join(folder.path, 'dawn.png'))
    const mint = [
      'nft',
      'mint',
      'dawn.png',
      '--name',
      'Dawn',
      '--royalty',
      '5%',
      '--joint',
      'trio',
      '--request',
      'dawn.request',
    ]
    // Who is none of them writes nothing into their file.
    await as('ada', ['wallet', 'create', 'eve', '--scheme', 'ml-dsa-44'])
    expect((await as('ada', [...mint, '--wallet', 'eve'])).err).toContain('none of the 3 members')
    expect(readFileSync(join(folder.path, 'dawn.png')).equals(drawn)).toBe(true)
    expect((await as('ada', [...mint, '--wallet', 'ada'])).out).toContain(
      'a signature over the statement of origin (1 of 2 have signed it)',
    )
    // Cleo has nothing but the file and her wallet; she sees what she signs.
    const shown = await as('cleo', ['tx', 'show', 'dawn.request', '--json'])
    expect(shown.json()).toMatchObject({
      account: address,
      threshold: 2,
      phase: 'statement',
      work: {
        metadata: { name: 'Dawn', demiurge: { royaltyBps: 500 } },
        credentials: { verdict: 'authentic', role: 'member' },
      },
      calls: [{ method: 'nft.createCollection' }, { method: 'nft.mint', params: { royaltyBps: 500 } }],
    })
    const signed = await as('cleo', ['tx', 'sign', 'dawn.request', '--out', 'dawn-cleo.request', '--json'])
    expect(signed.json()).toMatchObject({ signed: ['statement', 'transaction'], phase: 'transaction' })
    const early = await as('rich', ['tx', 'submit', 'dawn-cleo.request', '--json'])
    expect(JSON.parse(early.err)).toMatchObject({ error: { code: 'request.NotSigned' } })
    const stranger = await as('rich', ['tx', 'sign', 'dawn-cleo.request', '--json'])
    expect(stranger.err).toContain('policy.UnknownSigner')
    await as('ada', ['tx', 'sign', 'dawn-cleo.request', '--out', 'dawn-ada.request', '--wallet', 'ada'])
    const joined = await as('ben', [
      'tx',
      'combine',
      'dawn-cleo.request',
      '--with',
      'dawn-ada.request',
      '--json',
    ])
    expect(joined.json()).toMatchObject({ phase: 'complete' })
    const submitted = await as('rich', ['tx', 'submit', 'dawn-cleo.request', '--json'])
    expect(submitted.json()).toMatchObject({ final: true, account: address })
    const verified = await as('ben', ['nft', 'verify', 'dawn.png'])
    expect(verified.out).toMatch(
      /signed by 2 of 3 creators, 2 of whom must sign: dem1\w+ \(ML-DSA-44\), dem1/,
    )
    expect(verified.out).toContain('signed by one of the creators who share the account that minted the file')
    expect(verified.code).toBe(0)
  },
  TIMEOUT_MS,
)

test(
  'a request that was altered, and a policy that cannot be, are refused with the reason',
  async () => {
    for (const policy of ['two of a, b', '2 of', '2 of missing.pub'])
      expect((await as('ada', ['wallet', 'create', 'odd', '--policy', policy])).code).not.toBe(0)
    const text = readFileSync(join(folder.path, 'dawn-cleo.request'), 'utf8')
    const at = text.length - 2_000
    const other = text[at] === 'A' ? 'B' : 'A'
    writeFileSync(join(folder.path, 'altered.request'), text.slice(0, at) + other + text.slice(at + 1))
    const altered = await as('ben', ['tx', 'sign', 'altered.request', '--json'])
    expect(altered.err).toMatch(/request\.BadSignature|armour\.Malformed/)
    expect(existsSync(join(folder.path, 'ada', 'wallets', 'odd.joint.json'))).toBe(false)
  },
  TIMEOUT_MS,
)
