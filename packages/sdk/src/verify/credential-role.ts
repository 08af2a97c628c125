import type { VerifiedItem } from './verification.ts'

/** Who signed the credentials in a file, towards the account that minted it: the account itself, one of those who share it, or somebody else. */
export type CredentialRole = 'creator' | 'member' | 'other'

/**
 * What the signer of a file's credentials (0x hex) is to the creator of its item. A file that several people mint carries the credentials of
 * one of them: they must be in it before its hash is fixed, which all then sign.
 */
export function credentialRole(
  signer: string,
  { creator, creators }: Pick<VerifiedItem, 'creator' | 'creators'>,
): CredentialRole {
  if (signer === creator) return 'creator'
  return creators.includes(signer) ? 'member' : 'other'
}
