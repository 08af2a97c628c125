import type { FastifyReply, FastifyRequest } from 'fastify'

/** The value of a cookie of the request; undefined when there is none of the name. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value !== undefined && /^[\w-]{1,128}$/.test(value)) return value
  }
  return undefined
}

/**
 * Sets a cookie that scripts cannot read and that no other site's page sends along; an empty value takes it away. Whether the page came
 * over TLS is known by its origin, which browsers send with every POST: the node itself may stand behind a proxy.
 */
export function setCookie(
  reply: FastifyReply,
  { name, value, path, maxAgeMs }: { name: string; value: string; path: string; maxAgeMs: number },
): void {
  const isSecure = reply.request.headers.origin?.startsWith('https:') === true
  const seconds = value === '' ? 0 : Math.floor(maxAgeMs / 1_000)
  const parts = [`${name}=${value}`, `Path=${path}`, `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict']
  if (isSecure) parts.push('Secure')
  const before = reply.getHeader('set-cookie')
  reply.removeHeader('set-cookie')
  reply.header('set-cookie', [...[before ?? []].flat().map(String), parts.join('; ')])
}
