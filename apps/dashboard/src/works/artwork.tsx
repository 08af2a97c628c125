import { Dialog, IconButton, ImageWithFallback } from '@demiurge/design'
import { ExternalLink, Maximize2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'

/** The work itself, as large as the page allows; larger on demand. */
export function Artwork({
  src,
  name,
  original,
}: {
  readonly src: string | undefined
  readonly name: string
  /** Address of the minted file. */
  readonly original: string
}): ReactNode {
  const [large, setLarge] = useState(false)
  return (
    <figure className="artwork">
      <ImageWithFallback src={src} alt={name} fit="contain" eager />
      <div className="artwork-tools">
        <IconButton kind="secondary" label="Enlarge" onClick={() => setLarge(true)}>
          <Maximize2 />
        </IconButton>
        <a
          className="d-button d-icon-button"
          data-kind="secondary"
          href={original}
          target="_blank"
          rel="noreferrer"
          aria-label="Open the minted file"
          title="Open the minted file"
        >
          <ExternalLink />
        </a>
      </div>
      <Dialog open={large} onOpenChange={setLarge} title={name} size="large">
        <ImageWithFallback src={src} alt={name} fit="contain" eager className="artwork-large" />
      </Dialog>
    </figure>
  )
}
