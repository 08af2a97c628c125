/** The dashboard: the live chain, its works, and whether a file is the one that was minted. @module */
import '@demiurge/design/styles.css'
import './app.css'
import { applyTheme, ClientProvider, ToastProvider } from '@demiurge/design'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { LiveProvider } from './live/live-provider.tsx'
import { Splash } from './shared/splash.tsx'

applyTheme()
const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <ToastProvider>
        <ClientProvider fallback={<Splash />}>
          <LiveProvider>
            <App />
          </LiveProvider>
        </ClientProvider>
      </ToastProvider>
    </StrictMode>,
  )
