import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'

export const command = defineCommand({
  summary: 'Joins the signatures of copies of one signing request.',
  positionals: ['REQUEST'],
  options: {
    with: { value: 'FILE', multiple: true, doc: 'another copy of the same request; may be repeated' },
    out: { value: 'FILE', doc: 'write the joined request to FILE; to REQUEST when left out' },
  },
  examples: ['tx combine dawn.request --with dawn-ben.request --with dawn-cleo.request'],
  async run({ values, positionals: [path = ''], globals }) {
    if (values.with.length === 0) throw new UsageError('--with is missing: name another copy of the request')
    const [{ combineRequests }, { nativeSuites }, file] = await Promise.all([
      import('@demiurge/sdk'),
      import('@demiurge/crypto/native'),
      import('../request-file.ts'),
    ])
    const parts = await Promise.all([path, ...values.with].map(file.readRequestFile))
    const read = combineRequests(parts, nativeSuites)
    const out = values.out ?? path
    await file.writeRequestFile(out, read, out === path)
    const data = file.requestData(read, globals, Date.now())
    return {
      data: { request: out, ...data },
      text: `The request in ${out} waits for: ${data.waitingFor}`,
    }
  },
})
