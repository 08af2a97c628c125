/** What the browser test puts into a page: argon2id as the wallet workers have it. @module */
import { webKeystoreCrypto } from '../src/web/index.ts'

/** The key in hexadecimal, how often progress was told, and how long it took in ms. */
async function stretchInPage(
  password: string,
  cost: { readonly memoryKib: number; readonly passes: number; readonly parallelism: number },
): Promise<{ readonly key: string; readonly told: number; readonly ms: number }> {
  let told = 0
  const { argon2id } = webKeystoreCrypto(() => told++)
  const start = performance.now()
  const key = await argon2id(new TextEncoder().encode(password), new Uint8Array(16).fill(7), cost)
  return { key: key.toHex(), told, ms: performance.now() - start }
}

Object.assign(globalThis, { stretchInPage })
