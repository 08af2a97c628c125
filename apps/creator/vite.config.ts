import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** In development there is no node that serves the page, so the server of the page tells where one is. */
function pageConfig(): Plugin {
  const config = { api: process.env.DEMIURGE_URL ?? 'http://127.0.0.1:8082', dashboard: '', creator: '' }
  return {
    name: 'page-config',
    configureServer(server) {
      server.middlewares.use('/config.json', (_, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(config))
      })
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), pageConfig()],
  worker: { format: 'es' },
  build: {
    target: 'esnext',
    // The page's policy allows no inline data beyond images, and files are cached for ever anyway.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
  },
  server: { port: 7862 },
})
