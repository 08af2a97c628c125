import { useClient, usePage } from '@demiurge/design'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Verified, VerifyReply, VerifyTarget } from './verification-request.ts'

/** Where a verification stands. */
export type VerifierState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly verified: Verified }
  | { readonly kind: 'failed'; readonly error: Error }

/** Verifies one thing at a time, beside the page. */
export interface Verifier {
  readonly state: VerifierState
  readonly run: (target: VerifyTarget) => void
  readonly cancel: () => void
}

const IDLE: VerifierState = { kind: 'idle' }

/** A verifier that lives as long as the component: a new run or leaving the page ends the one before. Results are counted by the node. */
export function useVerifier(): Verifier {
  const client = useClient()
  const { config } = usePage()
  const [state, setState] = useState<VerifierState>(IDLE)
  const worker = useRef<Worker>(undefined)
  const stop = useCallback(() => {
    worker.current?.terminate()
    worker.current = undefined
  }, [])
  useEffect(() => stop, [stop])

  const run = useCallback(
    (target: VerifyTarget): void => {
      stop()
      setState({ kind: 'running' })
      const started = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' })
      worker.current = started
      const fail = (message: string): void => {
        stop()
        setState({ kind: 'failed', error: new Error(message) })
      }
      started.onerror = ({ message }) =>
        fail(message || 'The part of the page that verifies could not be loaded.')
      started.onmessage = ({ data }: MessageEvent<VerifyReply>) => {
        if (!data.ok) return fail(data.message)
        stop()
        setState({ kind: 'done', verified: data.verified })
        const { item, verdict } = data.verified.verification
        if (item !== undefined)
          client
            .request('provenance_countVerification', {
              id: item,
              valid: verdict === 'authentic',
              source: 'dashboard',
            })
            // The count is a courtesy to the node: the result stands without it.
            .catch(() => undefined)
      }
      started.postMessage({ api: config.api, target })
    },
    [client, config.api, stop],
  )
  const cancel = useCallback(() => {
    stop()
    setState(IDLE)
  }, [stop])
  return { state, run, cancel }
}
