import { Field, Input, Select, TextArea, useRequest } from '@demiurge/design'
import { useWallet } from '@demiurge/design/wallet'
import type { ReactNode } from 'react'
import type { DetailsForm } from './use-details.ts'

/** Where the work goes: the creator's own works, a collection that exists, or a new one. */
export function CollectionField({
  form: { details, problems, change },
  onLeave,
}: {
  readonly form: DetailsForm
  readonly onLeave: (field: string) => void
}): ReactNode {
  const { account } = useWallet()
  const { data } = useRequest(
    'nft_listCollections',
    account === undefined ? null : { creator: account.address, limit: 100 },
  )
  const mine = (data?.collections ?? []).filter(({ collection }) => !collection.frozen)
  const options = [
    { value: 'own', label: 'My works (made when first needed)' },
    ...mine.map(({ id, collection }) => ({ value: id, label: collection.name })),
    // One that was chosen before the wallet was locked stays chosen.
    ...(details.collection.startsWith('0x') && !mine.some(({ id }) => id === details.collection)
      ? [{ value: details.collection, label: `Collection ${details.collection.slice(0, 10)}…` }]
      : []),
    { value: 'new', label: 'A new collection…' },
  ]
  const { name, description } = details.newCollection
  return (
    <div className="d-stack-s">
      <Field
        label="Collection"
        hint={account === undefined ? 'Your collections are listed once your wallet is open.' : undefined}
      >
        <Select
          value={details.collection}
          onChange={(collection) => change({ collection }, 'collection')}
          options={options}
        />
      </Field>
      {details.collection === 'new' && (
        <div className="c-inset">
          <Field label="Name of the collection" error={problems['newCollection.name']}>
            <Input
              value={name}
              maxLength={1_000}
              onChange={({ target }) =>
                change({ newCollection: { name: target.value, description } }, 'collection-name')
              }
              onBlur={() => onLeave('newCollection.name')}
            />
          </Field>
          <Field label="What it is about" optional error={problems['newCollection.description']}>
            <TextArea
              rows={2}
              value={description}
              maxLength={4_000}
              onChange={({ target }) =>
                change({ newCollection: { name, description: target.value } }, 'collection-description')
              }
              onBlur={() => onLeave('newCollection.description')}
            />
          </Field>
          <p className="d-field-hint">It is opened in the same transaction as the work is minted in.</p>
        </div>
      )}
    </div>
  )
}
