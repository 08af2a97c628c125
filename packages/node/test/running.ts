import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, resolveSettings, type SettingKey, startNode } from '@demiurge/node'

/** A node on free ports with a data folder of its own, which goes away with it. */
export interface TestNode extends AsyncDisposable {
  readonly node: RunningNode
  readonly data: string
  /** Calls a method of the API; throws an Error whose message begins with the code. */
  call(method: string, params?: unknown): Promise<unknown>
}

/** Starts a node and waits until it is ready. */
export async function startTestNode(
  flags: Partial<Record<SettingKey, string>> = {},
  data = mkdtempSync(join(tmpdir(), 'demiurge-test-')),
): Promise<TestNode> {
  const { values } = resolveSettings({
    flags: {
      data,
      httpPort: '0',
      dashboardPort: '0',
      creatorPort: '0',
      store: 'memory',
      verifyThreads: '1',
      ...flags,
    },
  })
  const node = await startNode({ settings: values })
  await untilReady(node.http)
  return {
    node,
    data,
    call: (method, params = {}) => call(node.http, method, params),
    async [Symbol.asyncDispose]() {
      await node.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Resolves once the node says that it is ready. */
export async function untilReady(http: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${http}/health/ready`)
    await response.body?.cancel()
    if (response.ok) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** One JSON-RPC call over HTTP. */
export async function call(http: string, method: string, params: unknown): Promise<unknown> {
  const response = await fetch(`${http}/rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = (await response.json()) as {
    result?: unknown
    error?: { message: string; data: { code: string } }
  }
  if (error !== undefined) throw new Error(`${error.data.code}: ${error.message}`)
  return result
}
