import type { JsonSchema } from '@demiurge/codec'
import { methods } from '../methods.ts'

/** The interface as an OpenRPC 1.3 document (https://spec.open-rpc.org): what `rpc.discover` answers. */
export function openRpc(version: string): unknown {
  return {
    openrpc: '1.3.2',
    info: { title: 'Demiurge node', version },
    methods: Object.entries(methods).map(([name, { doc, params, result, errors }]) => ({
      name,
      summary: doc,
      paramStructure: 'by-name',
      params: propertiesOf(params.schema).map(([field, schema, required]) => ({
        name: field,
        required,
        schema,
      })),
      result: { name: 'result', schema: result.schema },
      errors: errors.map((code) => ({ code: -32_003, message: code, data: { code } })),
    })),
  }
}

/** A parameter schema's fields: name, schema, and whether it must be given. */
export function propertiesOf(schema: JsonSchema): [name: string, schema: JsonSchema, required: boolean][] {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>
  return Object.entries(properties)
    .filter(([name]) => name !== 'reserved')
    .map(([name, each]) => [name, each, !('anyOf' in each)])
}
