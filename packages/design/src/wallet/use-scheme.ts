import { type Scheme, schemeOf } from './schemes.ts'
import { useWallet } from './use-wallet.tsx'
import { useWork, type Work } from './use-work.ts'

/** The scheme that the account of now signs with, and how it is changed: to an account that is there, or to a new one from the same words. */
export interface SchemeOfAccount {
  readonly scheme: Scheme | undefined
  /** Progress and failure of making a new account. */
  readonly work: Work
  /** Changes to the scheme of this identifier. */
  readonly change: (id: string) => void
}

/** The scheme of the wallet's account. */
export function useScheme(): SchemeOfAccount {
  const { account, accounts, desk, adopt, choose } = useWallet()
  const work = useWork()
  return {
    scheme: account === undefined ? undefined : schemeOf(account.keys.map(({ suite }) => suite)),
    work,
    change(id) {
      const known = accounts.find(({ keys }) => keys.map(({ suite }) => suite).join('+') === id)
      work.run(async (onProgress) => {
        if (known !== undefined) return choose(known.address)
        const opened = await desk.ask('addAccount', { scheme: id }, { onProgress })
        await adopt(opened, opened.accounts.at(-1)?.address)
      })
    },
  }
}
