import { Address, useRequest } from '@demiurge/design'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { useContacts } from '../wallet/address-book.ts'

/** An account as a link; the development account by its name. */
export function AccountLink({
  address,
  copy = true,
}: {
  /** 0x hex. */
  readonly address: string
  readonly copy?: boolean
}): ReactNode {
  const name = useAccountName(address)
  return <Address value={address} name={name} href={links.account(address)} copy={copy} />
}

/** The name of an account that has one: in this browser's address book, or as everybody knows it. */
export function useAccountName(address: string): string | undefined {
  const { data } = useRequest('chain_getInfo', {}, { staleMs: Number.POSITIVE_INFINITY })
  const named = useContacts().find((contact) => contact.address === address)?.name
  return named ?? (data?.faucet === address ? 'Development account' : undefined)
}
