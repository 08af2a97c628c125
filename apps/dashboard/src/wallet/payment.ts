import { CodecError, parseAddress } from '@demiurge/codec'
import { parseDem } from '@demiurge/design/format'
import type { Contact } from './address-book.ts'

/** What somebody typed into the form of a payment. */
export interface PaymentForm {
  readonly to: string
  readonly amount: string
}

/** A form that can be paid, or what is wrong with it by field. */
export type ReadPayment =
  | { readonly ok: true; readonly to: string; readonly amount: bigint }
  | { readonly ok: false; readonly problems: Partial<Record<keyof PaymentForm, string>> }

/** Reads a form: the receiver by address or by name in the address book, the amount in DEM. `free` is what can be spent, in sparks. */
export function readPayment(
  form: PaymentForm,
  known: { readonly contacts: readonly Contact[]; readonly free: bigint | undefined },
): ReadPayment {
  const to = receiverOf(form.to, known.contacts)
  const amount = parseDem(form.amount)
  const problems: Partial<Record<keyof PaymentForm, string>> = {}
  if (to === undefined)
    problems.to =
      form.to.trim() === ''
        ? 'Who gets it? An address (dem1…) or a name.'
        : 'This is neither an address nor a name in the address book.'
  const amountProblem = problemOf(amount, known.free)
  if (amountProblem !== undefined) problems.amount = amountProblem
  return to === undefined || amount === undefined || amountProblem !== undefined
    ? { ok: false, problems }
    : { ok: true, to, amount }
}

function problemOf(amount: bigint | undefined, free: bigint | undefined): string | undefined {
  if (amount === undefined || amount <= 0n)
    return 'An amount above 0 with at most nine digits behind the point.'
  return free !== undefined && amount > free ? 'The account does not hold that much.' : undefined
}

function receiverOf(text: string, contacts: readonly Contact[]): string | undefined {
  const wanted = text.trim()
  const named = contacts.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (named !== undefined) return named.address
  try {
    return parseAddress(wanted)
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}
