import { type ReactNode, useMemo } from 'react'
import { encode } from 'uqr'

/** A text as a QR code (ISO/IEC 18004, error correction M), dark on white whatever the theme: cameras expect that. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const { path, size } = useMemo(() => drawn(text), [text])
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

/** Dark modules as one path, rows joined; four modules of quiet around (6.3.8 of the standard). */
function drawn(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const parts: string[] = []
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (row[x] !== true) continue
      const start = x
      while (row[x + 1] === true) x++
      parts.push(`M${start} ${y}h${x - start + 1}v1h${start - x - 1}z`)
    }
  }
  return { path: parts.join(''), size }
}
