import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Headers of proxies: whoever is behind one is somewhere else, though the connection comes from this machine. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/**
 * Whether the request comes from this machine itself: by the socket's address, never by what a header claims. The host that the page was
 * opened at must be this machine's too: a foreign name that was pointed at 127.0.0.1 makes a foreign page look like our own (DNS rebinding).
 */
export function isLocal(request: FastifyRequest): boolean {
  const { remoteAddress = '' } = request.raw.socket
  if (FORWARDED.some((name) => request.headers[name] !== undefined)) return false
  return isLoopback(remoteAddress) && isLoopback(hostOf(request))
}

/** The host of the request without its port. */
function hostOf(request: FastifyRequest): string {
  return URL.parse(`http://${request.headers.host ?? ''}`)?.hostname ?? ''
}

function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')
  return plain === '::1' || plain === 'localhost' || (isIPv4(plain) && plain.startsWith('127.'))
}
