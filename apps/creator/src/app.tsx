import { createRenderer } from '@demiurge/art/web'
import { ClientProvider, Skeleton, ToastProvider } from '@demiurge/design'
import { WalletProvider } from '@demiurge/design/wallet'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { StudioGate } from './account/gate.tsx'
import { SessionProvider } from './account/session.tsx'
import { useRoute } from './collections/route.ts'
import { findFont } from './fonts/kept-fonts.ts'
import { MintingProvider } from './mint/use-minting.tsx'
import { createThumbnails } from './render/thumbnails.ts'
import { keepDraft, loadDraft } from './studio/kept-draft.ts'
import { createStudio } from './studio/state.ts'
import { StudioFrame } from './studio/studio-frame.tsx'
import { type Bench, BenchContext } from './studio/use-studio.ts'
import { walletDesk } from './wallet/wallet-desk.ts'

function createBench(): Bench {
  return {
    studio: createStudio(loadDraft()),
    thumbnails: createThumbnails(() => createRenderer({ threads: 1, findFont })),
  }
}

/** The whole page. */
export function App(): ReactNode {
  const [bench] = useState(createBench)
  useEffect(() => keepDraft(bench.studio), [bench])
  return (
    <ToastProvider>
      <ClientProvider fallback={<Waiting />}>
        <SessionProvider waiting={<Waiting />}>
          <StudioGate waiting={<Waiting />}>
            <BenchContext value={bench}>
              <WalletProvider desk={walletDesk}>
                <MintingProvider>
                  <Halves />
                </MintingProvider>
              </WalletProvider>
            </BenchContext>
          </StudioGate>
        </SessionProvider>
      </ClientProvider>
    </ToastProvider>
  )
}

const CollectionsPage = lazy(async () => ({
  default: (await import('./collections/collections-page.tsx')).CollectionsPage,
}))

/** A single artwork or collections, as the address says. */
function Halves(): ReactNode {
  const { kind } = useRoute()
  if (kind === 'artwork') return <StudioFrame />
  return (
    <Suspense fallback={<Waiting />}>
      <CollectionsPage />
    </Suspense>
  )
}

function Waiting(): ReactNode {
  return (
    <div className="c-waiting" role="status" aria-label="The studio opens">
      <Skeleton width="min(60vh, 80vw)" height="min(60vh, 80vw)" radius={8} />
    </div>
  )
}
