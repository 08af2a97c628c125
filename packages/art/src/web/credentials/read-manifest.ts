import { JPEG, PNG } from '@trustnxt/c2pa-ts/asset'
import { CBORBox, SuperBox } from '@trustnxt/c2pa-ts/jumbf'
import { type Manifest, ManifestStore } from '@trustnxt/c2pa-ts/manifest'
import type { ManifestReader, ReadManifest } from '../../credentials/check.ts'

/** Reads a manifest by c2pa-ts, an implementation that shares no code with c2pa-rs. It knows no list of trusted authorities. */
export const readByC2paTs: ManifestReader = async (file, mediaType) => {
  try {
    const asset = mediaType === 'image/png' ? new PNG(file) : new JPEG(file)
    const bytes = asset.getManifestJUMBF()
    if (bytes === undefined) return 'The content credentials cannot be read: there is no manifest store.'
    const store = ManifestStore.read(SuperBox.fromBuffer(new Uint8Array(bytes)))
    const manifest = store.getActiveManifest()
    if (manifest === undefined) return 'The content credentials cannot be read: the store holds no manifest.'
    const { isValid, statusEntries } = await store.validate(asset)
    const failures = statusEntries
      .filter(({ success }) => success === false)
      .map(({ code, explanation }) => ({ code, ...(explanation === undefined ? {} : { explanation }) }))
    const told = isValid || failures.length > 0 ? failures : [{ code: 'general.error' }]
    return {
      failures: [...told, { code: 'signingCredential.untrusted' }],
      assertions: assertionsOf(manifest),
      signer: signerOf(manifest),
    }
  } catch (error) {
    return `The content credentials cannot be read: ${error instanceof Error ? error.message : String(error)}.`
  }
}

/** All but the binding to the file, which is a check and says nothing; as c2pa-rs lists them. */
function assertionsOf({ assertions }: Manifest): ReadManifest['assertions'] {
  return (assertions?.assertions ?? []).flatMap(({ sourceBox, fullLabel = '' }) => {
    const [content] = sourceBox?.contentBoxes ?? []
    if (fullLabel.startsWith('c2pa.hash.')) return []
    return [{ label: fullLabel, data: content instanceof CBORBox ? content.content : undefined }]
  })
}

/** RFC 9053 and RFC 8230, by the names that c2pa-rs has for them. */
const ALGORITHMS: ReadonlyMap<number, string> = new Map([
  [-7, 'Es256'],
  [-35, 'Es384'],
  [-36, 'Es512'],
  [-37, 'Ps256'],
  [-38, 'Ps384'],
  [-39, 'Ps512'],
  [-8, 'Ed25519'],
])

function signerOf({ signature }: Manifest): ReadManifest['signer'] {
  const { certificate, algorithm } = signature?.signatureData ?? {}
  const [name = ''] = certificate?.subjectName.getField('CN') ?? []
  return { name, algorithm: ALGORITHMS.get(algorithm?.coseIdentifier ?? 0) ?? 'unknown' }
}
