import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { writeMintRecord } from '../mint-record.ts'
import { checkMintable } from '../mintable.ts'
import { describePace } from '../pace.ts'

export const command = defineCommand({
  summary: 'Mints a finished collection: first its provenance, then all pieces in order of edition.',
  positionals: ['DIR'],
  options: {
    batch: { value: 'N', doc: 'pieces in one transaction, 1 to 400; 400 when left out' },
    credentials: { doc: 'first put content credentials into every PNG or JPEG, as art sign DIR does' },
    mutable: { doc: 'metadata may be changed afterwards, with nft update-metadata' },
  },
  notes: [
    'DIR is a folder that art collection made. Opening the collection puts the hash of its collection.json, and so of every piece, on chain before any is minted. Every piece comes with a signed statement of its origin.',
    'Ended early, by Ctrl-C or by a power cut, the same command goes on at the first piece that the chain does not have; none is minted twice.',
  ],
  examples: [
    'nft mint-collection moon-cats --credentials',
    'nft mint-collection moon-cats --wallet ada --json',
  ],
  async run({ values, positionals: [folder = ''], globals, terminal, signal }) {
    const batch = parseWhole(values.batch ?? '400', '--batch', [1, 400])
    const [{ checkFiles, readCollection, readPieceFiles }, { mintCollection, mintedCollectionId }] =
      await Promise.all([import('@demiurge/art/native/collection'), import('@demiurge/sdk')])
    // What is missing is told before anybody is asked for a password.
    readCollection(folder)
    const [{ openClient, showAccount }, { openSigner }, { collectionProvenance }, { licenceOfFiles }] =
      await Promise.all([
        import('../client.ts'),
        import('../wallet/unlock.ts'),
        import('@demiurge/art'),
        import('../licence/of-collection.ts'),
      ])
    const signer = await openSigner({ globals, terminal })
    if (values.credentials) {
      const { signFolder } = await import('../credentials/sign-folder.ts')
      await signFolder(folder, { signer, data: globals.data, terminal, signal })
    }
    const finished = readCollection(folder)
    const files = await checkFiles(folder, finished)
    const creator = showAccount(signer.address)
    checkMintable(folder, finished, files, creator)
    const { plan } = finished
    const { definition } = plan
    const { merkleRoot } = collectionProvenance(files.pieces)
    const client = openClient(globals)
    const { chain } = await client.trust()
    const collection = mintedCollectionId(signer.address, merkleRoot)
    await writeMintRecord(folder, { chainId: chain.chainId, collection, creator })
    const progress = terminal.progress('Minting')
    const startedMs = performance.now()
    let before: number | undefined
    const work = {
      name: plan.name,
      description: definition.description ?? '',
      royaltyBps: definition.royaltyBps ?? 0,
      ...licenceOfFiles(files),
      document: files.document,
      provenance: merkleRoot,
      count: plan.count,
      mutableMetadata: values.mutable,
      mediaType: `image/${plan.format}`,
      readPiece: (edition: number) => readPieceFiles(folder, edition, finished),
    }
    const onProgress = ({ minted, total }: { readonly minted: number; readonly total: number }) => {
      before ??= minted
      const pace = describePace({ done: minted, total, before }, performance.now() - startedMs)
      progress.update(minted / total, pace)
    }
    const minted = await mintCollection(client, signer, work, { signal, batch, onProgress }).finally(
      progress.end,
    )
    return {
      data: { ...minted, creator, provenance: merkleRoot, chainId: chain.chainId, final: true },
      text: `Minted ${minted.fresh} of ${minted.count} pieces of "${plan.name}", final${minted.fresh === minted.count ? '' : '; the others were minted before'}\nCollection   ${minted.collection}\nProvenance   ${merkleRoot}`,
    }
  },
})
