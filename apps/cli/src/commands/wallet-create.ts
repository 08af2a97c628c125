import { type CommandResult, defineCommand, type Globals } from '../command.ts'
import { UsageError } from '../error.ts'

export const command = defineCommand({
  summary:
    'Makes a new wallet: 24 words, and an account whose keys follow from them; or a joint account of several people.',
  positionals: ['NAME'],
  options: {
    scheme: {
      value: 'SCHEME',
      doc: 'ml-dsa-65 (default), ml-dsa-44, ml-dsa-87, falcon-512, slh-dsa or hybrid (Ed25519 and ML-DSA-65)',
    },
    policy: {
      value: 'M of FILES',
      doc: 'a joint account instead, of which M members must sign: "2 of ada.pub, ben.pub, cleo.pub", files of wallet share',
    },
    words: { value: 'N', doc: '24 (default) or 12' },
    entropy: {
      value: 'KIND',
      doc: 'system (default), or collected: from the sources of quantum entropy and the system together',
    },
    source: { value: 'SOURCE', multiple: true, doc: 'as in quantum entropy; with --entropy collected only' },
  },
  notes: [
    'The password comes from DEMIURGE_PASSWORD or is asked for. Write the words down: they are the only way back.',
  ],
  examples: [
    'wallet create ada',
    'wallet create vault --scheme slh-dsa',
    'wallet create ada --entropy collected --source jitter --source lfd',
    'wallet create ada --data ~/.demiurge',
    'wallet create trio --policy "2 of ada.pub, ben.pub, cleo.pub"',
  ],
  async run({ values, positionals: [name = ''], globals, terminal, signal }) {
    if (values.policy !== undefined) return createJoint(name, values.policy, globals)
    const [
      { createMnemonic },
      { formatAddress },
      { chooseRandom, readEntropyKind },
      { checkScheme, writeWallet },
      { checkFree, walletPath },
      { readNewPassword },
    ] = await Promise.all([
      import('@demiurge/crypto'),
      import('@demiurge/codec'),
      import('../wallet/random.ts'),
      import('../wallet/new-wallet.ts'),
      import('../wallet/wallets.ts'),
      import('../wallet/unlock.ts'),
    ])
    const scheme = values.scheme ?? 'ml-dsa-65'
    checkScheme(scheme)
    if (values.words !== undefined && values.words !== '12' && values.words !== '24')
      throw new UsageError(`--words is "${values.words}": write 12 or 24`)
    const kind = readEntropyKind(values)
    const { data } = globals
    walletPath(data, name)
    checkFree(data, name)
    const password = await readNewPassword(terminal)
    const random = await chooseRandom(kind, { sources: values.source, terminal, signal })
    const mnemonic = createMnemonic(random, values.words === '12' ? 12 : 24)
    const { path, address } = await writeWallet({ data, name, mnemonic, scheme, random }, password)
    if (terminal.isWatched) terminal.note(`Write these words down and keep them secret:\n\n  ${mnemonic}\n`)
    else
      terminal.note(`demiurge wallet export ${name} shows the words: write them down and keep them secret.`)
    const account = formatAddress(address)
    return {
      data: { wallet: name, address: account, scheme, path },
      text: `Wallet "${name}" (${scheme}) with account\n${account}`,
    }
  },
})

/** A joint account holds no words and needs no password: its members sign with their own wallets. */
async function createJoint(name: string, policy: string, { data }: Globals): Promise<CommandResult> {
  const { describeJoint, jointData, readJoint, readPolicy, saveJoint } = await import('../wallet/joint.ts')
  saveJoint(data, name, await readPolicy(policy))
  const entry = readJoint(data, name)
  const shown = jointData(entry)
  return {
    data: shown,
    text: `Joint account "${name}" (${describeJoint(entry.account)}) with address\n${shown.address}`,
  }
}
