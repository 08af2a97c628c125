import {
  describeSettings,
  environmentOf,
  flagOf,
  resolveSettings,
  SETTINGS,
  SettingsError,
  withoutSecrets,
} from '@demiurge/node'
import { expect, test } from 'vitest'

test('flags win over the environment, the environment over the file, the file over defaults', () => {
  const file = { path: 'demiurge.json', content: { httpPort: 1, dashboardPort: 2, creatorPort: 3 } }
  const environment = { DEMIURGE_HTTP_PORT: '10', DEMIURGE_DASHBOARD_PORT: '20' }
  const { values, sources } = resolveSettings({ flags: { httpPort: '100' }, environment, file })
  expect([values.httpPort, values.dashboardPort, values.creatorPort]).toEqual([100, 20, 3])
  expect([sources.httpPort, sources.dashboardPort, sources.creatorPort, sources.data]).toEqual([
    'flag',
    'environment',
    'file',
    'default',
  ])
})

test.for([
  [{ flags: { httpPort: 'eighty' } }, /--http-port is "eighty": write a whole number from 0 to 65535/],
  [{ flags: { httpPort: '70000' } }, /--http-port is "70000"/],
  [{ environment: { DEMIURGE_STORE: 'mysql' } }, /DEMIURGE_STORE is "mysql": write one of auto, rocksdb/],
  [{ environment: { DEMIURGE_HTPP_PORT: '1' } }, /DEMIURGE_HTPP_PORT .* did you mean DEMIURGE_HTTP_PORT\?/],
  [{ flags: { htpPort: '1' } }, /"htpPort" \(--htp-port\) is no setting; did you mean httpPort\?/],
  [
    { file: { path: 'x.json', content: { pool: 1 } } },
    /"pool" is no setting in x\.json; known are data, chain/,
  ],
  [{ file: { path: 'x.json', content: [] } }, /x\.json must hold a JSON object/],
  [{ file: { path: 'x.json', content: { httpPort: 1.5 } } }, /"httpPort" in x\.json is 1\.5/],
] as const)('a wrong value names its key and the fix: %j', ([input, message]) => {
  expect(() => resolveSettings(input)).toThrow(SettingsError)
  expect(() => resolveSettings(input)).toThrow(message)
})

test('every setting has a flag, a variable and a meaning', () => {
  for (const [key, { doc }] of Object.entries(SETTINGS)) {
    expect(flagOf(key)).toMatch(/^--[a-z0-9-]+$/)
    expect(environmentOf(key)).toMatch(/^DEMIURGE_[A-Z0-9_]+$/)
    expect(doc.length).toBeGreaterThan(10)
  }
})

test('the password of a database is shown nowhere, and not taken from a flag', () => {
  const secret = 'postgresql://ada:s3cret@127.0.0.1/chain'
  const resolved = resolveSettings({ environment: { DEMIURGE_STORE_URL: secret } })
  expect(resolved.values.storeUrl).toBe(secret)
  const shown = `${describeSettings(resolved).join()} ${JSON.stringify(withoutSecrets(resolved))}`
  expect(shown).toContain('storeUrl = (secret)  (environment)')
  expect(shown).not.toContain('s3cret')
  const wrong = (input: Parameters<typeof resolveSettings>[0]): string => {
    try {
      resolveSettings(input)
    } catch (error) {
      return String(error)
    }
    return ''
  }
  const inFlag = wrong({ flags: { storeUrl: secret } })
  expect(inFlag).toMatch(/--store-url is not usable: leave the password out.*DEMIURGE_STORE_URL/)
  expect(wrong({ flags: { studioDatabase: secret } })).toMatch(
    /--studio-database is not usable: .*DEMIURGE_STUDIO_DATABASE/,
  )
  const inFile = wrong({
    file: { path: 'demiurge.json', content: { storeUrl: 'mysql://ada:s3cret@host/x' } },
  })
  expect(inFile).toMatch(/"storeUrl" in demiurge\.json is not usable: write an address such as postgresql/)
  expect(`${inFlag}${inFile}`).not.toContain('s3cret')
  expect(
    resolveSettings({ flags: { storeUrl: 'postgresql://ada@127.0.0.1/chain' } }).values.storeUrl,
  ).toContain('ada')
})
