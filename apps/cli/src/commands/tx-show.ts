import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows what a signing request asks for, who has signed, and how long it lives.',
  positionals: ['REQUEST'],
  options: { offline: { doc: 'ask no node: the work itself is not fetched and compared' } },
  notes: [
    'Everything shown is read from the very bytes that are signed; a request that does not hold is refused with the reason.',
  ],
  examples: ['tx show dawn.request', 'tx show dawn.request --offline --json'],
  async run({ values, positionals: [path = ''], globals }) {
    const [{ openClient }, { explainRequest, readRequestFile }] = await Promise.all([
      import('../client.ts'),
      import('../request-file.ts'),
    ])
    const read = await readRequestFile(path)
    const client = values.offline ? undefined : openClient(globals)
    return explainRequest(read, { client, globals, nowMs: Date.now() })
  },
})
