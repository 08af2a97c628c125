import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Puts the signed head of the provenance log on the chain, and waits until that is final.',
  positionals: [],
  options: {},
  notes: [
    'From then on no node can take back what the log held, not even with the log’s keys: nft verify holds the works it covers against this head. Any account may do it; its heads only grow.',
    'Works that are minted later are covered by the next head: run it again, such as once a day.',
  ],
  examples: ['provenance anchor', 'provenance anchor --wallet ada --json'],
  async run({ globals, terminal, signal }) {
    const [{ openClient, showAccount }, { openSigner }, { parseNoteKey, verifyCheckpoint }, { toHex }] =
      await Promise.all([
        import('../client.ts'),
        import('../wallet/unlock.ts'),
        import('@demiurge/art'),
        import('@demiurge/codec'),
      ])
    const client = openClient(globals)
    const [{ chain }, { note }] = await Promise.all([
      client.trust(),
      client.request('provenance_getCheckpoint', {}),
    ])
    const { nativeSuites } = await import('@demiurge/crypto/native')
    const options = { suites: nativeSuites, origin: chain.logOrigin }
    const { checkpoint } = verifyCheckpoint(note, chain.logKeys.map(parseNoteKey), options)
    const head = { origin: checkpoint.origin, size: BigInt(checkpoint.size), root: toHex(checkpoint.root) }
    const signer = await openSigner({ globals, terminal })
    const { id, watch } = await client.tx.transparency.anchor(head).sign(signer).submit()
    const { height } = await watch({ signal })
    const by = showAccount(signer.address)
    return {
      data: { ...head, by, height, transaction: id, final: true },
      text: `The log ${head.origin} is anchored at ${head.size} entries, height ${height}, by ${by}\nTransaction ${id}, final`,
    }
  },
})
