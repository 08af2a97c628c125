import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { flagOf, SettingsError } from './settings/settings.ts'

/** Listens, and says what to do when the port is taken. Resolves to the URL with the port that was chosen. Throws SettingsError. */
export async function listen(
  server: Server,
  at: { host: string; port: number; setting: string },
): Promise<string> {
  const { host, port } = at
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(explained(error, at))
    })
    server.listen(port, host, () => resolve())
  })
  server.removeAllListeners('error')
  const { port: chosen } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`
}

/** A listening error in the operator's words: which setting, and what to write instead. Other errors stay as they are. */
export function explained(
  error: NodeJS.ErrnoException,
  { host, port, setting }: { host: string; port: number; setting: string },
): Error {
  const flag = flagOf(setting)
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is taken by another program; choose another with ${flag} PORT, or ${flag} 0 for any free one`,
    EACCES: `port ${port} needs special rights; choose one above 1023 with ${flag} PORT`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; choose another with --host`,
  }
  const reason = reasons[error.code ?? '']
  return reason === undefined ? error : new SettingsError(`${setting}: ${reason}`, { cause: error })
}
