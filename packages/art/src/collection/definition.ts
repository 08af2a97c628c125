/** @module What a creator says about a collection beside the layers themselves: `collection.json`, all of it optional. */

import { blendModes } from '../layers/blend.ts'
import { CollectionLicence } from '../licences/stated.ts'
import { type Schema, type Static, Type } from '../metadata/schema.ts'
import { schemaProblems } from '../metadata/schema-problems.ts'
import { CollectionError } from './error.ts'
import { collectionLimits } from './limits.ts'

const text = (description: string, maxLength: number, minLength = 0) =>
  Type.String({ description, maxLength, minLength })
const selector = text('a layer ("Hat") or one trait of it ("Hat/Crown")', 257, 1)
const edition = Type.Integer({
  minimum: 1,
  maximum: collectionLimits.maxPieces,
  description: 'the number of a piece, from 1',
})
const byTrait = <T extends Schema>(value: T, description: string) => Type.Record(value, { description })

/** A layer: a folder of pictures of which a piece has one, or none when it may be absent. */
export const LayerDefinition = Type.Object(
  {
    folder: text('the name of a folder of pictures', 128, 1),
    name: Type.Optional(text('the name of the trait as people see it, 1 to 64 characters', 64, 1)),
    absent: Type.Optional(
      Type.Number({ minimum: 0, maximum: 0.999, description: 'the share of pieces without it, 0 to 0.999' }),
    ),
    blend: Type.Optional(
      Type.Enum([...blendModes], { description: `a blend mode: ${blendModes.join(', ')}` }),
    ),
    opacity: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'a number from 0 to 1' })),
    weights: Type.Optional(
      byTrait(
        Type.Number({ minimum: 0, maximum: 1e9, description: 'a weight, 0 (never) or more' }),
        'weights by trait, such as { "Crown": 3 }',
      ),
    ),
    counts: Type.Optional(
      byTrait(
        Type.Integer({ minimum: 0, maximum: collectionLimits.maxPieces, description: 'a number of pieces' }),
        'how many pieces have a trait, such as { "Crown": 25 }',
      ),
    ),
    names: Type.Optional(
      byTrait(
        text('a name of 1 to 128 characters', 128, 1),
        'names by file, such as { "crown_02": "Crown of the north" }',
      ),
    ),
  },
  { additionalProperties: false, description: 'a layer such as { "folder": "Hat", "absent": 0.4 }' },
)

/** The whole of `collection.json`. */
export const CollectionDefinition = Type.Object(
  {
    name: Type.Optional(text('a name of 1 to 128 characters', 128, 1)),
    description: Type.Optional(text('a description of at most 1,024 characters', 1_024)),
    symbol: Type.Optional(text('a symbol of at most 10 characters', 10, 1)),
    pieceName: Type.Optional(text('a template such as "Cat #{edition}"', 256, 1)),
    pieceDescription: Type.Optional(text('a template such as "A cat with {Eyes} eyes."', 4_096)),
    image: Type.Optional(
      text('a URI template such as "ipfs://{cid}" or "https://…/{edition}.png"', 2_048, 1),
    ),
    externalUrl: Type.Optional(text('a URI template such as "https://…/{edition}"', 2_048, 1)),
    creator: Type.Optional(
      Type.String({
        pattern: '^dem1[02-9ac-hj-np-z]{58}$',
        description: 'an address: dem1 and 58 characters',
      }),
    ),
    createdAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'an RFC 3339 time such as 2026-01-31T12:00:00Z' }),
    ),
    royaltyBps: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 5_000,
        description: 'a share in basis points, 0 to 5000 (500 is 5 %)',
      }),
    ),
    licence: Type.Optional(CollectionLicence),
    scaling: Type.Optional(
      Type.Enum(['smooth', 'nearest'], { description: 'smooth, or nearest for pixel art' }),
    ),
    layers: Type.Optional(
      Type.Array(LayerDefinition, {
        minItems: 1,
        maxItems: collectionLimits.maxLayers,
        description: 'a list of 1 to 64 layers, the lowest first',
      }),
    ),
    exclusions: Type.Optional(
      Type.Array(
        Type.Array(selector, {
          minItems: 2,
          maxItems: 64,
          description: 'two or more of which no piece has two, such as ["Eyes/Laser", "Hat/Crown"]',
        }),
        { maxItems: 4_096, description: 'a list of exclusions' },
      ),
    ),
    conditions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            trait: selector,
            only: Type.Array(selector, {
              minItems: 1,
              maxItems: 256,
              description: 'those of which a piece must have one, such as ["Body/Human"]',
            }),
          },
          {
            additionalProperties: false,
            description: 'a condition such as { "trait": "Beard", "only": ["Body/Human"] }',
          },
        ),
        { maxItems: 4_096, description: 'a list of conditions' },
      ),
    ),
    oneOfOnes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            file: text('the path of a picture beside the layers', 512, 1),
            name: text('a name of 1 to 128 characters', 128, 1),
            description: Type.Optional(text('a description of at most 4,096 characters', 4_096)),
            edition: Type.Optional(edition),
            traits: Type.Optional(
              byTrait(
                text('a value of 1 to 128 characters', 128, 1),
                'traits such as { "Crown": "The only one" }',
              ),
            ),
          },
          {
            additionalProperties: false,
            description: 'a one-of-one such as { "file": "special/king.png", "name": "The King" }',
          },
        ),
        { maxItems: 4_096, description: 'a list of one-of-ones' },
      ),
    ),
    pinned: Type.Optional(
      Type.Array(
        Type.Object(
          {
            edition,
            traits: byTrait(
              text('the name of a trait', 128, 1),
              'a trait of each layer, such as { "Body": "Human" }',
            ),
          },
          {
            additionalProperties: false,
            description: 'a pinned piece such as { "edition": 1, "traits": { … } }',
          },
        ),
        { maxItems: 100_000, description: 'a list of pinned pieces' },
      ),
    ),
  },
  {
    $id: 'demiurge:schemas/collection-definition-1',
    additionalProperties: false,
    description: 'a collection definition',
  },
)

export type LayerDefinition = Static<typeof LayerDefinition>
export type CollectionDefinition = Static<typeof CollectionDefinition>

/** Reads an unknown value as a definition. Throws CollectionError `collection.definition` that lists every problem with its place. */
export function checkDefinition(value: unknown): CollectionDefinition {
  const problems = schemaProblems(CollectionDefinition, value)
  const [first] = problems
  if (first === undefined) return value as CollectionDefinition
  const lines = problems.map(({ path, found, expected }) => `${path} is ${found}; write ${expected}`)
  throw new CollectionError('collection.definition', lines.join('\n'), { field: first.path })
}
