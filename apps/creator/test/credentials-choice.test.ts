import { expect, test } from 'vitest'
import { whyNoCredentials } from '../src/mint/credentials-choice.ts'

test('credentials go into PNG and JPEG, where the browser has the means to sign them', () => {
  for (const type of ['image/png', 'image/jpeg']) {
    expect(whyNoCredentials(type, true)).toBeUndefined()
    expect(whyNoCredentials(type, false)).toMatch(/https or on this machine/)
  }
  for (const type of ['image/webp', 'image/svg'])
    expect(whyNoCredentials(type, true)).toMatch(/this format does not/)
})
