/** The options by which a licence is chosen, the same in every command. */
export const LICENCE_OPTIONS = {
  licence: { value: 'ID', doc: 'the licence: see licence list' },
  'licence-field': { value: 'NAME=VALUE', multiple: true, doc: 'a field of GBU2: see licence show gbu2' },
  'licence-text': { value: 'FILE', doc: 'the text of a licence of your own (LicenseRef-…)' },
  'licence-url': { value: 'URL', doc: 'where that text can be read' },
} as const
