import { useClient } from '@demiurge/design'
import { useEffect, useState } from 'react'
import { type CredentialsState, useCredentials } from './use-credentials.ts'

/** The credentials inside the file of an item, as far as this node has the file. The download is held to its hash (`Client.download`). */
export function useItemCredentials(contentHash: string | undefined): CredentialsState {
  const client = useClient()
  const [file, setFile] = useState<Uint8Array>()
  useEffect(() => {
    setFile(undefined)
    if (contentHash === undefined) return
    let gone = false
    client.download(contentHash).then(
      (bytes) => gone || setFile(bytes),
      // The file is elsewhere, which the rest of the page says.
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [client, contentHash])
  return useCredentials(file)
}
