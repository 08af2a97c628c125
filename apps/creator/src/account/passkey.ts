import type { RecoveryCodes, SessionView } from '@demiurge/studio/contract'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { askStudio } from './studio-client.ts'

const webAuthn = () => import('@simplewebauthn/browser')

/** Whether this browser knows passkeys at all, on this page: they belong to names, not to addresses. */
export const knowsPasskeys =
  globalThis.PublicKeyCredential !== undefined && !/^[\d.]+$|^\[/.test(location.hostname)

/** The same page at a name of this machine, where passkeys work; undefined where they do, or where it is another machine. */
export function pageWithPasskeys(): string | undefined {
  return location.hostname === '127.0.0.1' ? `http://localhost:${location.port}/` : undefined
}

/** Asks for a passkey: to sign in, as second factor, or to confirm. */
export async function showPasskey(): Promise<object> {
  const optionsJSON = await askStudio<PublicKeyCredentialRequestOptionsJSON>(
    'POST',
    '/session/passkey/options',
  )
  const { startAuthentication } = await webAuthn()
  return readable(startAuthentication({ optionsJSON }))
}

/** Signs in with a passkey, or shows it as second factor. */
export async function signInWithPasskey(): Promise<SessionView> {
  return askStudio('POST', '/session/passkey', { response: await showPasskey() })
}

/** Makes a passkey and tells the studio. */
export async function addPasskey(name: string): Promise<RecoveryCodes> {
  const optionsJSON = await askStudio<PublicKeyCredentialCreationOptionsJSON>(
    'POST',
    '/account/passkeys/options',
  )
  const { startRegistration } = await webAuthn()
  const response = await readable(startRegistration({ optionsJSON }))
  return askStudio('POST', '/account/passkeys', { response, ...(name === '' ? {} : { name }) })
}

/** Browsers tell little of why it did not work, on purpose; what they do tell is said in our words. */
async function readable<T>(ceremony: Promise<T>): Promise<T> {
  try {
    return await ceremony
  } catch (cause) {
    const { name } = cause as Error
    if (name === 'InvalidStateError')
      throw new Error('This device has a passkey for the studio already.', { cause })
    throw new Error('No passkey was used: the browser was told to stop, found none, or took too long.', {
      cause,
    })
  }
}
