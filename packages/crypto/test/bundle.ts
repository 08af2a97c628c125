import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'

/** The script of a page of these tests, such as `./engine-page.ts`, as Vite bundles it for people. */
export async function bundle(page: string): Promise<string> {
  const entry = fileURLToPath(new URL(page, import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'page' } },
  })
  const [output] = (Array.isArray(built) ? built : [built]) as Rollup.RollupOutput[]
  return output?.output[0].code ?? ''
}
