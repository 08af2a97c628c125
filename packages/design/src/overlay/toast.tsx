import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import { IconButton } from '../actions/button.tsx'

/** A short message about something that just happened. */
export interface ToastMessage {
  readonly title: string
  readonly text?: string
  readonly tone?: 'neutral' | 'ok' | 'danger'
}

type Shown = ToastMessage & { readonly id: number }

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined)
const ICONS = { neutral: Info, ok: CircleCheck, danger: CircleAlert }
const MOST = 4
const LIFETIME_MS = 6_000

/** Makes `useToast` work below it. */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const toast = useCallback((message: ToastMessage) => {
    setShown((before) => [...before.slice(1 - MOST), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }])
  }, [])
  const remove = useCallback((id: number): void => {
    setShown((before) => before.filter((each) => each.id !== id))
  }, [])
  const isUrgent = ({ tone }: Shown): boolean => tone === 'danger'
  const list = (messages: readonly Shown[]): readonly ReactNode[] =>
    messages.map((each) => <ToastView key={each.id} message={each} onClose={remove} />)
  return (
    <ToastContext value={toast}>
      {children}
      {/*
       * No layer above the others, as dialogs and popovers are: those would leave it the first Escape. Screen readers tell what comes into a
       * region that was there before.
       */}
      <section className="d-toasts" aria-label="What just happened">
        <div aria-live="polite">{list(shown.filter((each) => !isUrgent(each)))}</div>
        <div aria-live="assertive">{list(shown.filter(isUrgent))}</div>
      </section>
    </ToastContext>
  )
}

function ToastView({
  message,
  onClose,
}: {
  readonly message: Shown
  readonly onClose: (id: number) => void
}): ReactNode {
  const { id, tone = 'neutral', title, text } = message
  const [isRead, setRead] = useState(false)
  const isAway = useSyncExternalStore(onVisibility, () => document.hidden)
  useEffect(() => {
    if (isRead || isAway) return
    const timer = setTimeout(() => onClose(id), LIFETIME_MS)
    return () => clearTimeout(timer)
  }, [id, isRead, isAway, onClose])
  const Icon = ICONS[tone]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is read stays; to close it there is a button
    <div
      className="d-toast"
      data-tone={tone}
      onPointerEnter={() => setRead(true)}
      onPointerLeave={() => setRead(false)}
      onFocus={() => setRead(true)}
      onBlur={() => setRead(false)}
    >
      <Icon aria-hidden />
      <div style={{ flex: 1, minWidth: 0 }}>
        <p className="d-toast-title">{title}</p>
        {text !== undefined && <p className="d-toast-text">{text}</p>}
      </div>
      <IconButton label="Dismiss" size="small" onClick={() => onClose(id)}>
        <X />
      </IconButton>
    </div>
  )
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

/** Shows a message in the corner for some seconds: `toast({ title: 'Copied' })`. Screen readers are told of errors at once, of the rest politely. */
export function useToast(): (message: ToastMessage) => void {
  return useContext(ToastContext)
}
