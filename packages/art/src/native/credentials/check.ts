import type { Suites } from '@demiurge/crypto'
import { type CredentialReport, checkCredentialsBy, type ManifestReader } from '../../credentials/check.ts'
import { loadC2pa, MemoryBlob } from './c2pa.ts'

/** `checkCredentialsBy` with c2pa-rs, the reference implementation, as the reader. */
export function checkCredentials(
  file: Uint8Array<ArrayBuffer>,
  options: { readonly suites: Suites },
): Promise<CredentialReport> {
  return checkCredentialsBy(readByC2paRs, file, options)
}

const SETTINGS = JSON.stringify({ verify: { ocsp_fetch: false, remote_manifest_fetch: false } })

const readByC2paRs: ManifestReader = async (file, mediaType) => {
  const { WasmReader } = await loadC2pa()
  try {
    using reader = await WasmReader.fromBlob(mediaType, new MemoryBlob(file), SETTINGS)
    const {
      active_manifest: active,
      manifests,
      validation_state: state,
      validation_results: results,
    } = Object(JSON.parse(reader.json()))
    const { assertions = [], signature_info: signer = {} } = Object(Object(manifests)[active])
    const { common_name: name, issuer = '', alg: algorithm = 'unknown' } = Object(signer)
    const failures = Object(Object(results).activeManifest).failure ?? []
    const isHeld = failures.length > 0 || state === 'Valid' || state === 'Trusted'
    return {
      // A state without a reason is a reason.
      failures: isHeld ? failures : [{ code: String(state) }],
      assertions,
      signer: { name: name ?? issuer, algorithm },
    }
  } catch (error) {
    return `The content credentials cannot be read: ${error instanceof Error ? error.message : String(error)}.`
  }
}
