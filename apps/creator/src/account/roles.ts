import type { Role } from '@demiurge/studio/contract'

/** What each role may do, for people. */
export const roleTexts: Readonly<Record<Role, { readonly title: string; readonly about: string }>> = {
  owner: { title: 'Owner', about: 'may do everything, the team and the audit log included.' },
  creator: { title: 'Creator', about: 'makes, exports and mints collections.' },
  viewer: { title: 'Viewer', about: 'looks at everything and changes nothing.' },
}

/** The roles as choices. */
export const roleOptions: readonly { readonly value: Role; readonly label: string }[] = [
  { value: 'owner', label: 'Owner' },
  { value: 'creator', label: 'Creator' },
  { value: 'viewer', label: 'Viewer' },
]
