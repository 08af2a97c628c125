/** The design system of our pages: tokens, components, and hooks that bring data from a node. @module */
export { Button, type ButtonKind, IconButton, LinkButton } from './actions/button.tsx'
export {
  ClientProvider,
  createPageClient,
  type PageClient,
  useClient,
  useConnection,
  usePage,
} from './client/client-provider.tsx'
export type { PageConfig } from './client/config.ts'
export { type Query, type QueryOptions, useQuery, useRequest } from './client/use-query.ts'
export { useTopic } from './client/use-topic.ts'
export { Amount } from './data/amount.tsx'
export { CheckList, type ShownCheck, VerifiedMark } from './data/checks.tsx'
export { CopyButton } from './data/copy-button.tsx'
export { Address, Hash } from './data/hash.tsx'
export { ImageWithFallback } from './data/image-with-fallback.tsx'
export { TimeAgo } from './data/time-ago.tsx'
export { Badge, type Tone } from './feedback/badge.tsx'
export { Progress } from './feedback/progress.tsx'
export { Skeleton } from './feedback/skeleton.tsx'
export { EmptyState, ErrorState, OfflineBanner } from './feedback/states.tsx'
export { Field, Input, TextArea, useField } from './form/field.tsx'
export { type Segment, Segmented } from './form/segmented.tsx'
export { type Option, Select } from './form/select.tsx'
export { Slider } from './form/slider.tsx'
export { Switch } from './form/switch.tsx'
export { AppShell, type ConnectionState, type NavItem } from './layout/app-shell.tsx'
export { Card } from './layout/card.tsx'
export { Logo } from './layout/logo.tsx'
export { type Column, Table } from './layout/table.tsx'
export { type Tab, Tabs } from './layout/tabs.tsx'
export { type Command, CommandPalette, usePaletteShortcut } from './overlay/command-palette.tsx'
export { Dialog } from './overlay/dialog.tsx'
export { Popover } from './overlay/popover.tsx'
export { type ToastMessage, ToastProvider, useToast } from './overlay/toast.tsx'
export { Tooltip } from './overlay/tooltip.tsx'
export { ThemeToggle } from './theme/theme-toggle.tsx'
export { applyTheme, type Theme, useTheme } from './theme/use-theme.ts'
