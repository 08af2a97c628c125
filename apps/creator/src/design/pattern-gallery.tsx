import { patterns, type Recipe } from '@demiurge/art'
import { Skeleton } from '@demiurge/design'
import { RadioGroup } from 'radix-ui'
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'
import { changePattern } from '../artwork/edit.ts'
import { editActive } from '../studio/actions.ts'
import { useActivePattern, useBench } from '../studio/use-studio.ts'

/** All patterns as small pictures; choosing one draws the active layer with it. */
export function PatternGallery(): ReactNode {
  const { studio } = useBench()
  const chosen = useActivePattern(({ layer }) => layer.pattern)
  const choose = (pattern: string): void =>
    editActive(studio, (artwork, id) => changePattern(artwork, id, pattern))
  const gallery = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // A draft may come with a pattern that lies far below.
    const item = chosen && gallery.current?.querySelector('[data-state=checked]')
    if (item) item.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <RadioGroup.Root
      ref={gallery}
      className="c-gallery"
      aria-label="Pattern"
      value={chosen ?? ''}
      onValueChange={choose}
      disabled={chosen === undefined}
    >
      {patterns.map(({ name, title, description }) => (
        <RadioGroup.Item key={name} value={name} className="c-pattern" title={description} aria-label={title}>
          <Thumbnail pattern={name} />
          <span className="d-truncate" aria-hidden>
            {title}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}

/** The picture of a pattern, or of a recipe under a key that is no pattern's name; asked for when it first comes into view. */
export function Thumbnail({
  pattern,
  recipe,
}: {
  readonly pattern: string
  readonly recipe?: Recipe
}): ReactNode {
  const { thumbnails } = useBench()
  const place = useRef<HTMLSpanElement>(null)
  // A recipe is made anew at every drawing; its key is what tells it.
  const latest = useRef(recipe)
  useEffect(() => {
    latest.current = recipe
  })
  const url = useSyncExternalStore(thumbnails.subscribe, () => thumbnails.find(pattern))
  useEffect(() => {
    if (url !== undefined || place.current === null) return undefined
    const watcher = new IntersectionObserver(
      (entries) =>
        entries.some(({ isIntersecting }) => isIntersecting) && thumbnails.want(pattern, latest.current),
      { rootMargin: '120px' },
    )
    watcher.observe(place.current)
    return () => watcher.disconnect()
  }, [thumbnails, pattern, url])
  return (
    <span className="c-thumbnail" ref={place}>
      {url === undefined ? <Skeleton height="100%" radius={0} /> : <img src={url} alt="" draggable={false} />}
    </span>
  )
}
