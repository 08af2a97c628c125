import { defineCommand } from '../command.ts'
import { CommandError } from '../error.ts'

export const command = defineCommand({
  summary: 'Signs a signing request with your wallet, after showing what it asks for.',
  positionals: ['REQUEST'],
  options: {
    out: { value: 'FILE', doc: 'write the signed request to FILE; in place when left out' },
    renew: {
      doc: 'make the transaction anew though it still lives, such as when its nonce was used by another',
    },
  },
  notes: [
    'With a minting the statement of origin is signed first, by as many as the account asks for; then the transaction, which lives 600 seconds. One that is over is made anew, and needs all signatures over it again.',
  ],
  examples: [
    'tx sign dawn.request --wallet ben',
    'tx sign dawn.request --wallet cleo --out dawn-cleo.request',
  ],
  async run({ values, positionals: [path = ''], globals, terminal }) {
    const [{ cosign }, { nativeSuites }, { openClient }, { openSigner }, file] = await Promise.all([
      import('@demiurge/sdk'),
      import('@demiurge/crypto/native'),
      import('../client.ts'),
      import('../wallet/unlock.ts'),
      import('../request-file.ts'),
    ])
    const given = await file.readRequestFile(path)
    const client = openClient(globals)
    const shown = await file.explainRequest(given, { client, globals, nowMs: Date.now() })
    terminal.note(shown.text)
    if (shown.failed === true)
      throw new CommandError(
        'request.Altered',
        'the work is not the one of the statement: nothing was signed',
      )
    const signer = await openSigner({ globals, terminal })
    const { read, signed, refreshed } = await cosign(client, given, signer, {
      suites: nativeSuites,
      renew: values.renew,
    })
    const out = values.out ?? path
    await file.writeRequestFile(out, read, out === path)
    const data = file.requestData(read, globals, Date.now())
    if (refreshed)
      terminal.note('Its time was over: it has a new one, and the others must sign the transaction again.')
    return {
      data: { request: out, signed, refreshed, ...data },
      text: `Signed: ${signed.join(' and ')}\nThe request in ${out} waits for: ${data.waitingFor}`,
    }
  },
})
