import { readFile } from 'node:fs/promises'
import {
  assertionToCredential,
  type CredentialReport,
  checkCredentialStatement,
  holdsCredentials,
  readLicence,
} from '@demiurge/art'
import { checkCredentials } from '@demiurge/art/native'
import { nativeSuites } from '@demiurge/crypto/native'
import { credentialsFileOf, mediaTypeOf, readWork } from '../work-file.ts'

/** The credentials of a file: those inside a PNG or JPEG, else the statement beside it. Throws CommandError `file.Unreadable`. */
export async function checkFile(path: string): Promise<CredentialReport> {
  const file = await readWork(path, readFile)
  const mediaType = mediaTypeOf(path)
  if (holdsCredentials(mediaType)) return checkCredentials(file, { suites: nativeSuites })
  const text = await readFile(credentialsFileOf(path), 'utf8').catch(() => undefined)
  if (text === undefined) {
    const detail = `There is no ${credentialsFileOf(path)} beside the file.`
    return { verdict: 'none', checks: [{ name: 'store', ok: false, detail }], assertions: [] }
  }
  const signed = readSigned(text)
  if (signed === undefined)
    return {
      verdict: 'altered',
      checks: [{ name: 'statement', ok: false, detail: 'The statement beside the file cannot be read.' }],
      assertions: [],
    }
  const embedded = licenceIn(file)
  const checks = checkCredentialStatement(signed, {
    source: file,
    mediaType,
    suites: nativeSuites,
    claims: embedded === undefined ? [] : [embedded],
  })
  return {
    verdict: checks.every(({ ok }) => ok) ? 'authentic' : 'altered',
    checks: [
      { name: 'statement', ok: true, detail: 'The statement beside the file can be read.' },
      ...checks,
    ],
    assertions: [],
    statement: signed.statement,
  }
}

function readSigned(text: string) {
  try {
    return assertionToCredential(JSON.parse(text))
  } catch {
    // Whatever stands there, it is no statement.
    return undefined
  }
}

function licenceIn(file: Uint8Array) {
  try {
    return readLicence(file)
  } catch {
    // A kind of file that holds none.
    return undefined
  }
}
