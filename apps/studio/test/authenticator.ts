import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A passkey on a device of the test: ES256, counted (WebAuthn 6.1). */
export interface Authenticator {
  /** What the browser would answer to `navigator.credentials.create` on a page of the origin. */
  create(options: CreateOptions, origin: string): object
  /** And to `navigator.credentials.get`. */
  get(options: { readonly challenge: string }, origin: string): object
  /** Signatures so far; to be set back, as a copy's would be. */
  counter: number
}

interface CreateOptions {
  readonly challenge: string
  readonly rp: { readonly id?: string }
  readonly user: { readonly id: string }
}

const USER_PRESENT = 1
const USER_VERIFIED = 4
const HAS_KEY = 64

/** A device that asks its user each time, or (`isVerifying` false) only whether anybody is there. */
export function createAuthenticator({ isVerifying = true }: { isVerifying?: boolean } = {}): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let site = ''
  let owner = ''
  const flags = USER_PRESENT | (isVerifying ? USER_VERIFIED : 0)
  const answer = (response: object): object => ({
    ...{ id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' },
    clientExtensionResults: {},
    response,
  })
  const device: Authenticator = {
    counter: 0,
    create({ challenge, rp, user }, origin) {
      site = rp.id ?? ''
      owner = user.id
      const data = Buffer.concat([
        header(site, flags | HAS_KEY, device.counter),
        Buffer.alloc(16),
        Buffer.of(0, id.length),
        id,
        coseKey(publicKey),
      ])
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      )
      return answer({
        clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      })
    },
    get({ challenge }, origin) {
      device.counter += 1
      const client = clientData('webauthn.get', challenge, origin)
      const data = header(site, flags, device.counter)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
        userHandle: owner,
      })
    },
  }
  return device
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

function header(site: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([createHash('sha256').update(site).digest(), Buffer.of(flags), count])
}

/** RFC 9053 7.1: an EC2 key of P-256 for ES256. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
}

/** The little of CBOR (RFC 8949) that an attestation needs. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value)
  if (typeof value === 'string')
    return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([cborHead(2, value.length), value])
  if (value instanceof Map)
    return Buffer.concat([
      cborHead(5, value.size),
      ...[...value].flatMap((pair: unknown[]) => pair.map(cbor)),
    ])
  throw new TypeError('this is not written here')
}

function cborHead(major: number, size: number): Buffer {
  if (size < 24) return Buffer.of((major << 5) | size)
  return size < 256 ? Buffer.of((major << 5) | 24, size) : Buffer.of((major << 5) | 25, size >> 8, size & 255)
}
