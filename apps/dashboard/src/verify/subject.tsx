import { ImageWithFallback, usePage, useRequest } from '@demiurge/design'
import { formatBytes } from '@demiurge/design/format'
import { type ReactNode, useEffect, useState } from 'react'
import { links } from '../router/links.ts'
import { imageOf, nameOf } from '../works/image-of.ts'
import type { PickedFiles } from './pick-files.ts'

/** What was verified: the file that was given beside the item that it is, or claims to be. */
export function Subject({
  picked,
  item,
}: {
  readonly picked: PickedFiles | undefined
  readonly item: string | undefined
}): ReactNode {
  if (picked === undefined && item === undefined) return null
  return (
    <div className="subjects">
      {picked !== undefined && <GivenFile picked={picked} />}
      {item !== undefined && <MintedItem id={item} />}
    </div>
  )
}

function GivenFile({ picked }: { readonly picked: PickedFiles }): ReactNode {
  const [url, setUrl] = useState<string>()
  const { file } = picked
  useEffect(() => {
    if (!file.type.startsWith('image/')) return setUrl(undefined)
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return (
    <figure className="subject">
      <ImageWithFallback src={url} alt={picked.name} ratio="1" fit="contain" eager />
      <figcaption>
        <span className="d-faint">Your file</span>
        <span className="d-truncate" title={picked.name}>
          {picked.name}
        </span>
        <span className="d-faint">
          {formatBytes(file.size)}
          {picked.proofName === undefined ? '' : ', with its proof'}
        </span>
      </figcaption>
    </figure>
  )
}

function MintedItem({ id }: { readonly id: string }): ReactNode {
  const { config } = usePage()
  const { data } = useRequest('nft_getItem', { id })
  if (data === undefined) return null
  const { view } = data
  return (
    <a className="subject" href={links.item(id)}>
      <ImageWithFallback src={imageOf(view, config.api)} alt={nameOf(view)} ratio="1" fit="contain" eager />
      <span className="subject-text">
        <span className="d-faint">On the chain</span>
        <span className="d-truncate">{nameOf(view)}</span>
        <span className="d-faint d-truncate">{view.collectionName}</span>
      </span>
    </a>
  )
}
