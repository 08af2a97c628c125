import { formatAddress } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkOfHit, links } from '../src/router/links.ts'
import { matchPath } from '../src/router/match.ts'
import { findRoute } from '../src/router/routes.ts'

const HASH = `0x${'22'.repeat(32)}`

test('a pattern names the variable parts of a path', () => {
  expect(matchPath('/items/:id', '/items/0x12')).toEqual({ id: '0x12' })
  expect(matchPath('/items/:id', '/items/0x12/')).toEqual({ id: '0x12' })
  expect(matchPath('/items/:id', '/items')).toBeUndefined()
  expect(matchPath('/', '/')).toEqual({})
})

test('no path, however odd, breaks the router', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof findRoute(`/${text}`) !== 'string'))
  expect(findRoute('/items/%E0%A4%A')?.params).toEqual({ id: '%E0%A4%A' })
})

test('every kind of thing that a search finds has a page', () => {
  for (const kind of ['account', 'transaction', 'commit', 'block', 'item', 'collection']) {
    const id = kind === 'commit' ? '12' : HASH
    const path = linkOfHit({ kind, id })
    expect(findRoute(path)?.route.section, path).toBeDefined()
  }
})

test('accounts are addressed as people write them', () => {
  expect(links.account(HASH)).toBe(`/accounts/${formatAddress(HASH)}`)
  expect(links.account(formatAddress(HASH))).toBe(links.account(HASH))
})
