import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
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

/** Makes `useToast` work below it. */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const toast = useCallback((message: ToastMessage) => {
    setShown((before) => [...before.slice(-3), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }])
  }, [])
  const remove = (id: number): void => setShown((before) => before.filter((each) => each.id !== id))
  return (
    <ToastContext value={toast}>
      <Radix.Provider swipeDirection="right" duration={6_000}>
        {children}
        {shown.map((each) => (
          <ToastView key={each.id} message={each} onClose={() => remove(each.id)} />
        ))}
        <Radix.Viewport className="d-toasts" />
      </Radix.Provider>
    </ToastContext>
  )
}

function ToastView({
  message,
  onClose,
}: {
  readonly message: Shown
  readonly onClose: () => void
}): ReactNode {
  const { tone = 'neutral', title, text } = message
  const Icon = ICONS[tone]
  return (
    <Radix.Root
      className="d-toast"
      data-tone={tone}
      type={tone === 'danger' ? 'foreground' : 'background'}
      onOpenChange={(open) => !open && onClose()}
    >
      <Icon aria-hidden />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Radix.Title className="d-toast-title">{title}</Radix.Title>
        {text !== undefined && <Radix.Description className="d-toast-text">{text}</Radix.Description>}
      </div>
      <Radix.Close asChild>
        <IconButton label="Dismiss" size="small">
          <X />
        </IconButton>
      </Radix.Close>
    </Radix.Root>
  )
}

/** Shows a message in the corner: `toast({ title: 'Copied' })`. Errors stay for screen readers at once, the rest politely. */
export function useToast(): (message: ToastMessage) => void {
  return useContext(ToastContext)
}
