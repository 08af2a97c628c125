/** Who hears what happens in the studio, and how long. */
import { expect, test } from 'vitest'
import type { StudioEvent } from '../src/contract/index.ts'
import { CHEAP, createSomebody, joinBy, PASSWORD, type Somebody } from './members.ts'
import { openTestStudio, temporaryFolder } from './open-studio.ts'

/** What somebody hears from now on, line by line, to the end of the stream. */
async function listen(url: string, who: Somebody) {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(`${url}/studio/events`, { headers: { cookie } })
  expect(response.status).toBe(200)
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
  // The stream has begun: whatever changes from here on is heard.
  expect((await reader.read()).value).toContain('retry:')
  return {
    /** Reads until somebody's collection is told of; false when the stream ends before. */
    async hears(text: string): Promise<boolean> {
      for (;;) {
        const { done, value = '' } = await reader.read()
        if (done) return false
        if (value.includes(text)) return true
      }
    },
    close: () => reader.cancel(),
  }
}

test('who is signed out, disabled, or given other rights hears nothing more; everybody else goes on', {
  timeout: 60_000,
}, async () => {
  using folder = temporaryFolder()
  await using studio = await openTestStudio({ folder: folder.path, passwordCost: CHEAP })
  const at = () => createSomebody(studio.url, 'here')
  const [ada, bob, cleo, dan] = [at(), at(), at(), at()]
  await ada.send('POST', '/setup', { name: 'Ada', password: PASSWORD })
  for (const [who, name] of [
    [bob, 'Bob'],
    [cleo, 'Cleo'],
    [dan, 'Dan'],
  ] as const)
    expect((await joinBy(ada, who, { name, role: 'creator' })).status).toBe(200)
  const { members } = (await ada.send('GET', '/members')).body as unknown as {
    members: { id: string; name: string }[]
  }
  const idOf = (name: string) => members.find((member) => member.name === name)?.id
  const [byAda, byBob, byCleo, byDan] = await Promise.all(
    [ada, bob, cleo, dan].map((who) => listen(studio.url, who)),
  )
  const event: StudioEvent['type'] = 'collection'
  const change = async (name: string) => {
    expect((await ada.send('POST', '/collections', { name })).status).toBe(201)
  }
  await change('Cats')
  for (const each of [byAda, byBob, byCleo, byDan]) expect(await each?.hears(event)).toBe(true)
  // Bob signs out himself; Cleo gets other rights, Dan is disabled.
  await bob.send('DELETE', '/session')
  await ada.send('PATCH', `/members/${idOf('Cleo')}`, { role: 'viewer' })
  await ada.send('PATCH', `/members/${idOf('Dan')}`, { isDisabled: true })
  for (const each of [byBob, byCleo, byDan])
    expect(await each?.hears('nothing that is ever told')).toBe(false)
  await change('Dogs')
  expect(await byAda?.hears(event)).toBe(true)
  await byAda?.close()
  // With her new rights Cleo may listen again.
  await cleo.send('POST', '/session', { name: 'Cleo', password: PASSWORD })
  const again = await listen(studio.url, cleo)
  await again.close()
})
