import { createRecipe, signCredentials } from '@demiurge/art'
import { checkCredentials, createRenderer, createStudioKey, readStudioKey } from '@demiurge/art/native'
import { deriveSigner, mnemonicToSeed } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { expect, test } from 'vitest'
import { credentialsText } from '../src/credentials/credentials-text.ts'

const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const account = (index: number) =>
  deriveSigner(mnemonicToSeed(words), [{ suite: 'ml-dsa-65', account: index, index: 0 }], {
    suites: nativeSuites,
  })

test('whose signed file somebody else mints is told', async () => {
  await using renderer = createRenderer({ threads: 1 })
  const recipe = createRecipe({ pattern: 'weave', seed: 1, size: 48 })
  const { bytes } = await renderer.render(recipe, { format: 'jpeg' })
  const ada = account(0)
  const key = readStudioKey(await createStudioKey('Studio of Ada'))
  const file = await signCredentials(bytes, {
    title: 'weave.jpg',
    key,
    signer: ada,
    createdAtMs: 0,
    random: randomBytes,
  })
  const report = await checkCredentials(file, { suites: nativeSuites })
  const alone = (index: number) => ({ creator: account(index).address, creators: [] })
  expect(credentialsText(report, alone(0))).toMatchObject({ title: 'They hold', tone: 'ok' })
  // Mallory has the file and minted it: every signature in it holds, and none is of the minter.
  expect(credentialsText(report, alone(1))).toMatchObject({
    title: 'By another creator',
    tone: 'danger',
  })
  // She minted it together with others: one of them signs what stands in the file.
  const together = { creator: `0x${'77'.repeat(32)}`, creators: [account(1).address, ada.address] }
  expect(credentialsText(report, together)).toMatchObject({
    title: 'They hold',
    tone: 'ok',
    about: expect.stringContaining('share the account that minted it'),
  })
  const bare = await checkCredentials(bytes, { suites: nativeSuites })
  expect(credentialsText(bare, alone(0))).toMatchObject({ title: 'None', facts: [], checks: [] })
})
