import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRequestLimit } from '../src/access/request-limit.ts'
import { checkPassword, createPasswords } from '../src/accounts/password.ts'
import { encodeBase32, hashOfCode, newCode } from '../src/accounts/token.ts'
import { findTotpStep, newTotpSecret, totpCode, totpLink, totpStepAt } from '../src/accounts/totp.ts'
import { createWaits } from '../src/accounts/waits.ts'
import { CHEAP } from './members.ts'

test('codes are those of RFC 6238, appendix B (SHA-1)', () => {
  const secret = new TextEncoder().encode('12345678901234567890')
  for (const [seconds, code] of [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ] as const)
    expect(totpCode(secret, totpStepAt(seconds * 1_000), 8)).toBe(code)
})

test('a code holds for its step and one beside it', () => {
  const secret = newTotpSecret()
  const nowMs = 1_790_000_010_000
  const step = totpStepAt(nowMs)
  for (const [shift, found] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const)
    expect(findTotpStep(secret, totpCode(secret, step + shift), nowMs)).toBe(found ? step + shift : undefined)
  fc.assert(
    fc.property(
      fc.string(),
      (text) => /^\d{6}$/.test(text.replace(/\s/g, '')) || findTotpStep(secret, text, nowMs) === undefined,
    ),
  )
})

test('base32 is that of RFC 4648, section 10', () => {
  const vectors = {
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  }
  for (const [text, encoded] of Object.entries(vectors))
    expect(encodeBase32(new TextEncoder().encode(text))).toBe(encoded)
  expect(totpLink(Uint8Array.of(255), 'Ada & Bob').uri).toBe(
    'otpauth://totp/Demiurge:Ada%20%26%20Bob?secret=74&issuer=Demiurge&digits=6&period=30',
  )
  const code = newCode()
  expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  expect(hashOfCode(code)).toBe(hashOfCode(` ${code.toLowerCase().replaceAll('-', '')} `))
})

test('a password is long enough and not what is guessed first', () => {
  const weak = [
    ...[
      'short',
      'ninechars',
      'password123',
      'Password1234!',
      'qwertyuiop',
      '1234567890',
      'aaaaaaaaaaaa',
      'abcabcabcabc',
    ],
    ...[
      '1q2w3e4r5t',
      'iloveyou2024',
      'letmeinletmein',
      'demiurge-studio',
      'Ada Lovelace99',
      '!!!!!!!!!!!!',
      'monkey-dragon-1',
    ],
  ]
  for (const password of weak) expect(() => checkPassword(password, 'Ada Lovelace'), password).toThrow()
  for (const password of ['seven quiet tides', 'пароль моей кошки', 'kW3#f9!mQz', 'correct horse battery'])
    expect(() => checkPassword(password, 'Ada Lovelace'), password).not.toThrow()
})

test('a password is kept with what it cost, and is the same however it was typed', async () => {
  const passwords = createPasswords(CHEAP)
  const kept = await passwords.hash('Crème brûlée', 'Ada')
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await passwords.matches('Crème brûlée'.normalize('NFD'), kept)).toBe(true)
  expect(await passwords.matches('creme brulee', kept)).toBe(false)
  expect(await passwords.matches('anything', undefined)).toBe(false)
  const dearer = createPasswords({ ...CHEAP, passes: 2 })
  expect(await dearer.matches('Crème brûlée', kept)).toBe(true)
  expect([dearer.isOutdated(kept), passwords.isOutdated(kept)]).toEqual([true, false])
})

test('waits double up to their limit, are forgotten after success and after a day', () => {
  const clock = { nowMs: 0 }
  const waits = createWaits({ free: 2, mostMs: 8_000, forgetMs: 86_400_000 }, () => clock.nowMs)
  const waitOf = (): number => {
    try {
      waits.begin('ada')
      return 0
    } catch (error) {
      return (error as { retryAfterMs: number }).retryAfterMs
    }
  }
  const seen: number[] = []
  for (let n = 0; n < 8; n++) {
    if (waitOf() !== 0) throw new Error('it waits still')
    const wait = waitOf()
    seen.push(wait)
    clock.nowMs += wait
  }
  expect(seen).toEqual([0, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000].concat(seen.slice(7)))
  waits.forget('ada')
  expect([waitOf(), waitOf(), waitOf()]).toEqual([0, 0, 0])
  // Others' attempts do not push somebody's out before ten thousand of them.
  for (let n = 0; n < 9_000; n++) waits.begin(`name ${n}`)
  expect(waitOf()).toBe(1_000)
})

test('requests that come too fast are told how long to wait, a session before its address', () => {
  const clock = { nowMs: 0 }
  const check = createRequestLimit(() => clock.nowMs)
  const passed = (address: string, cookie?: string): boolean => {
    try {
      check(address, cookie)
      return true
    } catch {
      return false
    }
  }
  const count = (address: string, cookie?: string): number =>
    Array.from({ length: 10_000 }, () => passed(address, cookie)).filter(Boolean).length
  expect(count('10.0.0.1', 'a=1')).toBe(1_500)
  expect(count('10.0.0.1', 'a=2')).toBe(1_500)
  expect(count('10.0.0.1')).toBe(3_000)
  expect(passed('10.0.0.2')).toBe(true)
  clock.nowMs += 1_000
  expect(count('10.0.0.1', 'a=1')).toBe(100)
})
