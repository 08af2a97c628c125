import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Submits a signing request that enough have signed, and waits until it is final.',
  positionals: ['REQUEST'],
  options: {},
  notes: ['Anybody may submit it: no wallet is needed.'],
  examples: ['tx submit dawn.request', 'tx submit dawn.request --json'],
  async run({ positionals: [path = ''], globals, signal }) {
    const [{ submitRequest }, { openClient, showAccount }, { readRequestFile }] = await Promise.all([
      import('@demiurge/sdk'),
      import('../client.ts'),
      import('../request-file.ts'),
    ])
    const read = await readRequestFile(path)
    const client = openClient(globals)
    const { id, watch } = await submitRequest(client, read)
    const { height } = await watch({ signal })
    const sha256 = read.request.statement?.statement.asset.sha256
    const item = sha256 === undefined ? null : await client.request('nft_findByContent', { sha256 })
    return {
      data: {
        transaction: id,
        account: showAccount(read.address),
        height,
        final: true,
        ...(item === null ? {} : { item }),
      },
      text: [
        `Transaction ${id}, final at height ${height}`,
        ...(item === null ? [] : [`Item        ${item}`]),
      ].join('\n'),
    }
  },
})
