/** @module Names of layer folders and files, as the HashLips art engine has them: `Name#weight.png`. */

/** What a file name says. */
export interface TraitFileName {
  readonly name: string
  /** 1 where the file name gives none. */
  readonly weight: number
}

const PICTURE = /^(.+?)\.(?:png|svg|webp|jpe?g)$/i

/** What a file name says, or undefined for a file that is no picture or hidden. A `#` without a number behind it belongs to the name. */
export function parseTraitFile(file: string): TraitFileName | undefined {
  const stem = PICTURE.exec(file)?.[1]
  if (stem === undefined || stem.startsWith('.')) return undefined
  const [, name, weight] = /^(.+)#(\d{1,9}(?:\.\d{1,6})?)$/.exec(stem) ?? []
  return name === undefined ? { name: stem, weight: 1 } : { name, weight: Number(weight) }
}

/** The name of a layer from its folder: what orders it (`01-`, `2. `) is taken off. */
export function layerNameOf(folder: string): string {
  const name = folder.replace(/^\d+[\s._-]+/, '')
  return name === '' ? folder : name
}

/**
 * The order in which folders lie over one another when nothing says it: those with numbers by their numbers, the others behind them by
 * name, but one called background first.
 */
export function orderFolders(folders: readonly string[]): readonly string[] {
  return folders
    .map((folder) => ({ folder, key: orderKey(folder) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.folder < b.folder ? -1 : 1))
    .map(({ folder }) => folder)
}

function orderKey(folder: string): string {
  const number = /^(\d{1,9})[\s._-]/.exec(folder)?.[1]
  if (number !== undefined) return `0${number.padStart(9, '0')}`
  return /^background/i.test(folder) ? '1' : `2${folder}`
}
