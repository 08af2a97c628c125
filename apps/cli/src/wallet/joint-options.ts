import type { OptionSpecs } from '../command.ts'

/** Options of commands that can act for a joint account instead of the wallet's own. */
export const JOINT_OPTIONS = {
  joint: {
    value: 'NAME',
    doc: 'act for this joint account: writes a signing request for the other members instead of submitting',
  },
  request: { value: 'FILE', doc: 'where the signing request is written; NAME.request when left out' },
} as const satisfies OptionSpecs
