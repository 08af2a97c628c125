import type { CredentialReport } from '@demiurge/art'
import { useEffect, useState } from 'react'
import type { CredentialsReply } from './credentials-worker.ts'

/** What is known of a file's credentials: `none` without a file, or for a kind of file that holds none. */
export type CredentialsState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly report: CredentialReport }
  | { readonly kind: 'failed'; readonly error: Error }

const NONE: CredentialsState = { kind: 'none' }

/** The content credentials of a file, read and checked in this browser; another file ends the reading of the one before. */
export function useCredentials(file: Uint8Array | undefined): CredentialsState {
  const [state, setState] = useState(NONE)
  useEffect(() => {
    if (file === undefined) return setState(NONE)
    setState({ kind: 'reading' })
    const worker = new Worker(new URL('./credentials-worker.ts', import.meta.url), { type: 'module' })
    const fail = (message: string): void => setState({ kind: 'failed', error: new Error(message) })
    worker.onerror = ({ message }) => fail(message || 'The part of the page that reads could not be loaded.')
    worker.onmessage = ({ data }: MessageEvent<CredentialsReply>) => {
      worker.terminate()
      if (!data.ok) return fail(data.message)
      setState(data.report === undefined ? NONE : { kind: 'read', report: data.report })
    }
    worker.postMessage(file)
    return () => worker.terminate()
  }, [file])
  return state
}
