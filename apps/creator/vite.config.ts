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

/** What of a pattern is work for a render worker. */
const DRAWING: ReadonlySet<string> = new Set(['draw', 'prepare', 'field'])

/** A node of the parsed source, as far as it is looked at here. */
interface Part {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly key?: { readonly name?: string }
  readonly properties?: readonly Part[]
  readonly arguments?: readonly Part[]
  readonly callee?: { readonly name?: string }
}

/**
 * Leaves the drawing of patterns out of the page's own script: it shows what there is and checks recipes, and only its workers draw. What
 * a pattern draws with is then used by nobody and goes as well. Workers are built without this.
 */
function withoutDrawing(): Plugin {
  return {
    name: 'without-drawing',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /[/\\]packages[/\\]art[/\\]src[/\\]patterns[/\\][\w-]+\.ts$/ },
      handler(code) {
        const program = this.parse(code, { lang: 'ts' })
        const members = patternsIn(program as unknown as Part).flatMap(({ properties = [] }) =>
          properties.filter(({ key }) => DRAWING.has(key?.name ?? '')),
        )
        if (members.length === 0) return null
        return { code: cut(code, members), map: null }
      },
    },
  }
}

/** The descriptions that are given to `pixelPattern` and `vectorPattern`, wherever they stand. */
function patternsIn(part: unknown): readonly Part[] {
  if (Array.isArray(part)) return part.flatMap(patternsIn)
  if (typeof part !== 'object' || part === null) return []
  const { type, callee, arguments: given = [] } = part as Part
  if (type === 'CallExpression' && /^(pixel|vector)Pattern$/.test(callee?.name ?? '')) return given
  return Object.values(part).flatMap(patternsIn)
}

function cut(code: string, parts: readonly Part[]): string {
  let rest = code
  for (const { start, end } of [...parts].sort((a, b) => b.start - a.start)) {
    const comma = /^\s*,/.exec(rest.slice(end))?.[0].length ?? 0
    rest = rest.slice(0, start) + rest.slice(end + comma)
  }
  return rest
}

// Our packages do nothing by being imported, only by being called: what the page or a worker does not use is left out.
const treeshake = {
  moduleSideEffects: [
    { test: /[/\\]packages[/\\][^/\\]+[/\\]src[/\\].*\.tsx?$/, sideEffects: false },
    // These do not say so themselves.
    { test: /[/\\]node_modules[/\\](@chainsafe[/\\]as-sha256|typebox)[/\\]/, sideEffects: false },
  ],
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), pageConfig(), withoutDrawing()],
  // Workers import the same packages as the page does, in their own modules.
  worker: { format: 'es', rolldownOptions: { treeshake } },
  build: {
    target: 'esnext',
    // The page's policy allows no inline data beyond images, and files are cached for ever anyway.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'react', test: /[/\\]node_modules[/\\](react|react-dom|scheduler)[/\\]/ }],
        },
      },
      treeshake,
    },
  },
  server: { port: 7862 },
})
