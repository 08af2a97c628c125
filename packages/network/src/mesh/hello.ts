import { hash, list, struct, text, u8, u32 } from '@demiurge/codec'

/** Types of frames below this are the mesh's own. */
export const FIRST_USER_TYPE = 16

/** The mesh's own frames. */
export const TYPE = { hello: 1, addresses: 2, ping: 3, pong: 4, goodbye: 5 } as const

/** Version of this protocol. */
export const VERSION = 1

/** The first frame of either side. `address` is where the sender can be dialed, `host:port`. */
export const Hello = struct({ version: u8, chainId: text(32), genesis: hash, address: text(256) })

/** Addresses of peers that the sender is connected to. */
export const Addresses = list(text(256), 64)

/** A number to be sent back. */
export const Ping = struct({ number: u32 })

/** Why the sender ends the connection. */
export const Goodbye = struct({ reason: text(256) })
