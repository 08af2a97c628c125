import { environmentOf, flagOf, resolveSettings, SETTINGS, SettingsError } from '@demiurge/node'
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
