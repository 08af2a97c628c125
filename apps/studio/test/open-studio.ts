/** A whole studio behind a server of its own, as a page or a program sees it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import type { CollectionView, JobView, StudioEvent } from '../src/contract/index.ts'
import { openStudio, type StudioOptions } from '../src/index.ts'

/** A folder that is gone when the test is. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'demiurge-studio-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** What a client of the studio does. */
export interface StudioClient {
  readonly url: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Sends JSON, where given, and reads JSON. Throws with the problem when it is refused. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Follows events until one of them is what is waited for. */
  until(is: (event: StudioEvent) => boolean): Promise<StudioEvent>
}

/** A client of the studio at an address. */
export function createClient(url: string): StudioClient {
  const client: StudioClient = {
    url,
    fetch: (path, init) => fetch(`${url}/studio${path}`, init),
    async ask(method, path, body) {
      const json =
        body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const response = await client.fetch(path, { method, ...json })
      const text = await response.text()
      if (!response.ok) throw new Error(`${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    async until(is) {
      const response = await client.fetch('/events')
      let text = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const lines = text.split('\n')
        text = lines.pop() ?? ''
        for (const line of lines) {
          if (!line.startsWith('data: ')) continue
          const event = JSON.parse(line.slice(6)) as StudioEvent
          // Leaving the loop ends the connection.
          if (is(event)) return event
        }
      }
      throw new Error('the events ended')
    },
  }
  return client
}

/** Opens a studio; options beside the folder are its own. */
export async function openTestStudio(options: Omit<StudioOptions, 'logger'>) {
  const logger = pino({ level: process.env.LOG_LEVEL ?? 'silent' }, pino.destination(2))
  const studio = await openStudio({ threads: 1, ...options, logger })
  const server = createServer((request, response) => {
    if (!studio.handle(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...createClient(url),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await studio.close()
    },
  }
}

/** Draws an SVG of 64 units as PNG. */
export function drawPng(body: string, size = 64): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="${size}" height="${size}">${body}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** Pictures of three layers: 4 grounds, 4 bodies, 5 hats, 80 pieces. */
export async function samplePictures(): Promise<ReadonlyMap<string, Buffer>> {
  const pictures = new Map<string, Buffer>()
  for (const [i, colour] of ['#d95', '#59d', '#5d9', '#95d'].entries()) {
    pictures.set(
      `1-Ground/g${i}#${i + 1}.png`,
      await drawPng(`<rect width="64" height="64" fill="${colour}"/>`),
    )
    const body = `<circle cx="32" cy="40" r="${12 + i * 3}" fill="${colour}" stroke="#222"/>`
    pictures.set(
      `2-Body/b${i}.svg`,
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${body}</svg>`),
    )
  }
  for (let i = 0; i < 5; i++)
    pictures.set(
      `3-Hat/h${i}.png`,
      await drawPng(`<path d="M${20 - i} 26L32 ${4 + i * 2}L44 26Z" fill="#222"/>`),
    )
  return pictures
}

/** A collection with the sample's pictures. */
export async function uploadSample(client: StudioClient, name = 'Cats'): Promise<CollectionView> {
  const { id } = await client.ask<CollectionView>('POST', '/collections', { name })
  for (const [path, bytes] of await samplePictures()) {
    const address = path.split('/').map(encodeURIComponent).join('/')
    const response = await client.fetch(`/collections/${id}/files/${address}`, {
      method: 'PUT',
      body: Uint8Array.from(bytes),
    })
    if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
  return client.ask('GET', `/collections/${id}`)
}

/** Waits for a job's end, whatever it is. */
export async function untilEnded(client: StudioClient, id: string): Promise<JobView> {
  const isEnd = ({ state }: JobView) => state === 'done' || state === 'failed' || state === 'cancelled'
  const heard = client.until((event) => event.type === 'job' && event.job.id === id && isEnd(event.job))
  const now = await client.ask<JobView>('GET', `/jobs/${id}`)
  if (isEnd(now)) {
    heard.catch(() => {})
    return now
  }
  await heard
  return client.ask('GET', `/jobs/${id}`)
}
