import { usePage } from '@demiurge/design'
import { createWholeClient } from '@demiurge/design/keys'
import type { Client } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import { useMemo } from 'react'

/** The chain's calls, for checking what a form would ask of it; nothing is sent. */
export function useCalls(): Client['tx'] {
  const { config } = usePage()
  return useMemo(() => createWholeClient(webTransport(config.api)).tx, [config.api])
}
