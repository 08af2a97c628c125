import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Workers import the same packages as the page does, in their own modules.
  worker: { format: 'es' },
  // light-dark() and the rest of the tokens' CSS are used as written.
  build: { target: 'esnext', cssTarget: 'esnext', chunkSizeWarningLimit: 1_000 },
})
