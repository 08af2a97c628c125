import { useEffect } from 'react'

/** Names the browser's tab. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined || title === '' ? 'Demiurge' : `${title} · Demiurge`
  }, [title])
}
