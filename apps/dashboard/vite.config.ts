import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Our packages do nothing by being imported, only by being called: what a page or a worker does not use is left out.
const treeshake = {
  moduleSideEffects: [
    { test: /[/\\]packages[/\\][^/\\]+[/\\]src[/\\].*\.tsx?$/, sideEffects: false },
    // These do not say so themselves.
    { test: /[/\\]node_modules[/\\](@chainsafe[/\\]as-sha256|typebox)[/\\]/, sideEffects: false },
  ],
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // Workers import the same packages as the page does, in their own modules.
  worker: { format: 'es', rolldownOptions: { treeshake } },
  // light-dark() and the rest of the tokens' CSS are used as written.
  build: {
    target: 'esnext',
    cssTarget: 'esnext',
    rolldownOptions: {
      output: {
        // Without this the bundler's own helpers end up in a large chunk that nothing else of the first view needs.
        codeSplitting: {
          groups: [{ name: 'react', test: /[/\\]node_modules[/\\](react|react-dom|scheduler)[/\\]/ }],
        },
      },
      treeshake,
    },
  },
})
