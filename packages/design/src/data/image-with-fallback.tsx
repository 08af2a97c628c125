import { ImageOff } from 'lucide-react'
import { type CSSProperties, type ReactNode, useState } from 'react'

/** An image that fades in, keeps its place while it loads, and says so when it does not come. Give it a size by `ratio` or CSS. */
export function ImageWithFallback({
  src,
  alt,
  ratio,
  fit = 'cover',
  eager = false,
  className = '',
  style,
}: {
  /** Undefined or empty: nothing is known to show. */
  readonly src: string | undefined
  readonly alt: string
  readonly ratio?: string
  readonly fit?: 'cover' | 'contain'
  readonly eager?: boolean
  readonly className?: string
  readonly style?: CSSProperties
}): ReactNode {
  // By address: another image begins at its own loading state.
  const [settled, setSettled] = useState<{ readonly src: string; readonly ok: boolean }>()
  const known = src !== undefined && src !== ''
  const failed = !known || (settled?.src === src && !settled.ok)
  const state = failed ? 'failed' : settled?.src === src ? 'loaded' : 'loading'
  return (
    <div
      className={`d-image ${className}`}
      data-state={state}
      data-fit={fit}
      style={{ ...(ratio === undefined ? {} : { aspectRatio: ratio }), ...style }}
    >
      {failed ? (
        <ImageOff role="img" aria-label={`No image: ${alt}`} />
      ) : (
        <img
          key={src}
          src={src}
          alt={alt}
          // As fetch asks: the browser's cache would otherwise refuse the same picture to a script that verifies it.
          crossOrigin="anonymous"
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onLoad={() => setSettled({ src, ok: true })}
          onError={() => setSettled({ src, ok: false })}
        />
      )}
    </div>
  )
}
