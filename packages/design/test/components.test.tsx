import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import {
  Address,
  Amount,
  Button,
  CheckList,
  ErrorState,
  Field,
  Hash,
  ImageWithFallback,
  Input,
  Progress,
  type ShownCheck,
  Table,
  VerifiedMark,
} from '../src/index.ts'

const html = (node: ReactNode): string => renderToStaticMarkup(node)
const HASH = `0x${'ab'.repeat(32)}`

test('a hash is short to read and whole on hover and in the copy', () => {
  const shown = html(<Hash value={HASH} href="/items/1" />)
  expect(shown).toContain('0xababab…abab')
  expect(shown).toContain(`title="${HASH}"`)
  expect(shown).toContain('aria-label="Copy hash 0xababab…abab"')
})

test('an account is shown as people write it, by name where it has one', () => {
  expect(html(<Address value={HASH} />)).toContain('dem14')
  expect(html(<Address value={HASH} name="Development account" />)).toContain('Development account')
})

test('an amount carries its unit, and its exact sparks on hover', () => {
  expect(html(<Amount sparks={1_500_000_000n} />)).toMatch(/title="1,500,000,000 sparks">1.5 <span>DEM/)
})

test('an input finds its label and its error', () => {
  const shown = html(
    <Field label="Name" error="A name is needed.">
      <Input />
    </Field>,
  )
  const id = /<input[^>]* id="([^"]+)"/.exec(shown)?.[1]
  expect(shown).toContain(`for="${id}"`)
  expect(shown).toContain(`aria-describedby="${id}-text"`)
  expect(shown).toContain('aria-invalid="true"')
  expect(shown).toMatch(/role="alert"[^>]*>.*A name is needed\./)
})

const held: ShownCheck = { name: 'file', ok: true, detail: `The file has ${HASH}.`, trust: 'verified' }

test('the mark of the browser appears only when every check holds', () => {
  expect(html(<VerifiedMark checks={[held]} />)).toContain('Verified by your browser')
  expect(html(<VerifiedMark checks={[held, { ...held, ok: false }]} />)).toBe('')
  expect(html(<VerifiedMark checks={[]} />)).toBe('')
})

test('a check that was only told says so, and hashes in sentences are short', () => {
  const shown = html(<CheckList checks={[held, { ...held, trust: 'told' }]} />)
  expect(shown.match(/told by the node/g)).toHaveLength(1)
  expect(shown).toContain('0xababab…abab')
  expect(shown).not.toContain(`>${HASH}`)
})

test('a busy button says so and does nothing', () => {
  expect(html(<Button busy>Mint</Button>)).toContain('aria-busy="true"')
})

test('an error says what happened and offers the way on', () => {
  const shown = html(<ErrorState error={new Error('the node is away')} onRetry={() => undefined} />)
  expect(shown).toContain('the node is away')
  expect(shown).toContain('Try again')
})

test('progress that nobody can tell is not a number', () => {
  expect(html(<Progress value={null} label="Waiting" />)).not.toContain('aria-valuenow')
  expect(html(<Progress value={0.5} label="Drawing" />)).toContain('aria-valuenow="50"')
})

test('a picture that is not known says what is missing', () => {
  expect(html(<ImageWithFallback src={undefined} alt="Nebula" />)).toContain('No image: Nebula')
})

test('a table keeps its shape while its rows are on their way', () => {
  const columns = [{ key: 'a', header: 'A', cell: (row: string) => row }]
  const rowKey = (row: string): string => row
  const waiting = html(
    <Table caption="Rows" columns={columns} rows={undefined} rowKey={rowKey} skeletonRows={3} />,
  )
  expect(waiting.match(/<tr>/g)).toHaveLength(4)
  expect(html(<Table caption="Rows" columns={columns} rows={['x']} rowKey={rowKey} />)).toContain(
    '<td>x</td>',
  )
})
