import { findMetadataProblems } from '@demiurge/art'
import type { Client } from '@demiurge/sdk'
import { attributeOf } from './attributes.ts'
import type { Details } from './details.ts'
import { parseRoyalty } from './royalty.ts'

/** What is wrong in the form, by field: `name`, `attributes.0.trait`, `royalty`, `newCollection.name`. Empty when all is well. */
export type Problems = Readonly<Record<string, string>>

/** A minting of nothing in particular: only its terms are looked at. */
const SAMPLE_HASH = `0x${'11'.repeat(32)}`
const SAMPLE_DOCUMENT = {
  image: 'demiurge://sample/assets/00',
  demiurge: {
    version: 1,
    uuid: '00000000-0000-4000-8000-000000000000',
    createdAt: '2026-01-01T00:00:00Z',
    mediaType: 'image/png',
  },
}

/**
 * Holds the form against the rules that will decide later: the metadata schema of items, and the chain's own checks of `nft.mint` and
 * `nft.createCollection`, which the client runs before anything is sent; those are left out while the calls are not there.
 */
export function findProblems(details: Details, tx: Pick<Client['tx'], 'nft'> | undefined): Problems {
  const ofChain = tx === undefined ? {} : chainProblems(details, tx)
  return { ...ofChain, ...formProblems(details), ...metadataProblems(details) }
}

function formProblems({ attributes, royalty, collection, newCollection }: Details): Problems {
  const problems: Record<string, string> = {}
  if (parseRoyalty(royalty) === undefined) {
    problems.royalty = 'Write a percentage such as 5 or 2.5, with at most two decimals.'
  }
  if (collection === 'new' && newCollection.name.trim() === '') {
    problems['newCollection.name'] = 'Give the collection a name.'
  }
  for (const [index, { trait, value }] of attributes.entries()) {
    if (value.trim() === '') problems[`attributes.${index}.value`] = 'Write a value, or remove the row.'
    if (trait.trim() === '') problems[`attributes.${index}.trait`] = 'Name the trait, or remove the row.'
  }
  return problems
}

function metadataProblems({ name, description, attributes, licence }: Details): Problems {
  const document = {
    ...SAMPLE_DOCUMENT,
    name: name.trim(),
    description,
    attributes: attributes.map(attributeOf),
    demiurge: { ...SAMPLE_DOCUMENT.demiurge, ...(licence === '' ? {} : { licence }) },
  }
  const found = findMetadataProblems('demiurge', document).map(({ path, expected, found: is }) => {
    const field = path
      .replace(/^\$\.(?:demiurge\.)?/, '')
      .replace(/\[(\d+)\]/g, '.$1')
      .replace(/trait_type$/, 'trait')
    return [field, `Write ${expected}; it is ${is}.`] as const
  })
  const problems: Record<string, string> = Object.fromEntries(found)
  if (name.trim() === '') problems.name = 'Give the work a name.'
  return problems
}

function chainProblems(details: Details, tx: Pick<Client['tx'], 'nft'>): Problems {
  const royaltyBps = parseRoyalty(details.royalty) ?? 0
  const problems: Record<string, string> = {}
  const refusal = (draft: () => unknown): string | undefined => {
    try {
      draft()
      return undefined
    } catch (error) {
      return error instanceof Error ? `${sentence(error.message)}` : String(error)
    }
  }
  const royalty = refusal(() =>
    tx.nft.mint({
      collection: SAMPLE_HASH,
      to: SAMPLE_HASH,
      royaltyBps,
      soulbound: false,
      metadataUri: '',
      metadataHash: SAMPLE_HASH,
      contentHash: SAMPLE_HASH,
      provenanceHash: SAMPLE_HASH,
    }),
  )
  if (royalty !== undefined) problems.royalty = royalty
  if (details.collection !== 'new') return problems
  const opening = (name: string, description: string): string | undefined =>
    refusal(() =>
      tx.nft.createCollection({
        salt: SAMPLE_HASH,
        name,
        description,
        metadataUri: '',
        metadataHash: SAMPLE_HASH,
        editions: 1,
        royaltyBps: 0,
        soulbound: false,
        mutableMetadata: false,
      }),
    )
  const { name, description } = details.newCollection
  const nameProblem = opening(name.trim(), '')
  const descriptionProblem = opening('A name', description)
  if (nameProblem !== undefined) problems['newCollection.name'] = nameProblem
  if (descriptionProblem !== undefined) problems['newCollection.description'] = descriptionProblem
  return problems
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}
