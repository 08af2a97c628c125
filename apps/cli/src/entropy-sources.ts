import type { EntropySource } from '@demiurge/crypto/native'
import { createJitterSource, createNetworkSource, createQuantumSource } from '@demiurge/crypto/native'
import { UsageError } from './error.ts'

/** What `--source` takes, for help. */
export const SOURCE_FORMS = 'jitter, network=URL, anu, lfd, anu=URL or lfd=URL'

/**
 * The sources that `--source` names; timing jitter when none is. The operating system always takes part and needs no name.
 * The key of ANU comes from DEMIURGE_ANU_KEY. Throws UsageError on a name that is unknown or comes twice, and CryptoError
 * `entropy.BadParameters` on an address that cannot be.
 */
export function readSources(given: readonly string[]): readonly EntropySource[] {
  const sources = (given.length === 0 ? ['jitter'] : given).map(readSource)
  const names = sources.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw new UsageError(`--source ${twice} is given twice`)
  return sources
}

function readSource(text: string): EntropySource {
  const [, name = '', url] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
  if (name === 'jitter' && url === undefined) return createJitterSource()
  if (name === 'network' && url !== undefined) return createNetworkSource(url)
  if (name === 'anu' || name === 'lfd') {
    const apiKey = process.env.DEMIURGE_ANU_KEY
    return createQuantumSource({
      provider: name,
      ...(url === undefined ? {} : { url }),
      ...(name === 'anu' && apiKey !== undefined ? { apiKey } : {}),
    })
  }
  throw new UsageError(`--source is "${text}": write ${SOURCE_FORMS}`)
}
