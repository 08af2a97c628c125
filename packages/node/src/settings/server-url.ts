import type { SettingDefinition } from './setting-kinds.ts'

/** The address of a database. It may hold a password, so that it is shown nowhere, and not taken from where everybody can read it; the environment's `variable` may hold it. */
export function serverUrl(doc: string, variable: string): SettingDefinition<string> {
  return {
    doc,
    fallback: '',
    secret: true,
    parse(value, source) {
      const url = typeof value === 'string' ? URL.parse(value) : null
      if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
        throw new Error('write an address such as postgresql://user@127.0.0.1:5432/database')
      if (source === 'flag' && url.password !== '')
        throw new Error(
          `leave the password out, for other users of the machine can read flags: write it into ${variable} or the settings file, or only the password into PGPASSWORD`,
        )
      return String(value)
    },
  }
}
