import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { clippedTexts, findViolations, fitsWidth } from '../../test/browser.ts'

/** Where and when people look at a page. */
export interface Look {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** A device that is touched. */
  readonly isPhone: boolean
}

const desk = { width: 1_440, height: 900, isPhone: false } as const
const phone = { width: 390, height: 844, isPhone: true } as const

/** Each picture is taken in all of them. */
export const looks: readonly Look[] = [
  { name: 'desk-light', colorScheme: 'light', ...desk },
  { name: 'desk-dark', colorScheme: 'dark', ...desk },
  { name: 'phone-light', colorScheme: 'light', ...phone },
  { name: 'phone-dark', colorScheme: 'dark', ...phone },
]

/** What is wrong with a view, for people. */
export interface Finding {
  readonly view: string
  readonly look: string
  readonly what: string
}

/** Takes pictures of views into a folder. */
export interface Film {
  readonly folder: string
  /** Whether a view is wanted at all. */
  wants(view: string): boolean
  /** Also looks for faults that a program can see. */
  readonly checks: boolean
  /** Told of each of them. */
  find(finding: Finding): void
}

/** Pixels below which no picture goes on. */
const LONGEST = 2_600
const SETTLE_MS = 8_000

/** Takes a view as it stands in every look, or on a phone only; one that runs off the width of the window, or breaks a rule of accessibility, is a finding. */
export async function shoot(
  film: Film,
  page: Page,
  view: string,
  { phoneOnly = false }: { readonly phoneOnly?: boolean } = {},
): Promise<void> {
  if (!film.wants(view)) return
  const session = await page.context().newCDPSession(page)
  try {
    for (const look of looks) if (look.isPhone || !phoneOnly) await take(film, { page, session, view, look })
  } finally {
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: false })
    await session.send('Emulation.clearDeviceMetricsOverride')
    await page.emulateMedia({ colorScheme: 'light' })
    await session.detach()
  }
  process.stderr.write(`${view}\n`)
}

interface Shot {
  readonly page: Page
  readonly session: CDPSession
  readonly view: string
  readonly look: Look
}

async function take(film: Film, { page, session, view, look }: Shot): Promise<void> {
  const { width, height, colorScheme, isPhone, name } = look
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...{ width, height, deviceScaleFactor: 1, mobile: isPhone },
  })
  // Fingers instead of a pointer: what is for them is larger.
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: isPhone, maxTouchPoints: 1 })
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await settled(page)
  if (film.checks) await check(film, { page, view, look: name })
  // As if the window were as long as the page: what is fixed to its lower edge lies in no one's way.
  const content = await page.evaluate(() => document.documentElement.scrollHeight)
  const whole = Math.min(LONGEST, Math.max(height, content))
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...{ width, height: whole, deviceScaleFactor: 1, mobile: isPhone },
  })
  await settled(page)
  // With a clip, or beyond the window, the browser would take the fingers away for the moment of the picture.
  const { data } = await session.send('Page.captureScreenshot', { format: 'png' })
  mkdirSync(film.folder, { recursive: true })
  writeFileSync(join(film.folder, `${view}.${name}.png`), Buffer.from(data, 'base64'))
}

/** Waits until nothing is on its way any more, as far as a page can tell; some views always move. */
async function settled(page: Page): Promise<void> {
  await page
    .waitForFunction(
      () =>
        document.querySelector('.d-skeleton') === null &&
        [...document.images].every(({ complete, loading }) => complete || loading === 'lazy'),
      undefined,
      { timeout: SETTLE_MS },
    )
    .catch(() => undefined)
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
  )
}

async function check(
  { find }: Film,
  { page, view, look }: { readonly page: Page; readonly view: string; readonly look: string },
): Promise<void> {
  const note = (what: string): void => find({ view, look, what })
  if (!(await fitsWidth(page))) note('runs off the width of the window')
  for (const text of await clippedTexts(page)) note(text)
  for (const violation of await findViolations(page)) note(violation)
  if (look.startsWith('phone')) for (const small of await smallTargets(page)) note(small)
}

/**
 * What is to be touched and smaller than 24 px either way (WCAG 2.2, 2.5.8). Links within sentences may be, and what is as large as a part of
 * the work itself.
 */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, [role=radio], [role=tab], input, summary, a.d-button')]
      .filter((element) => element.closest('.c-work, [aria-hidden=true]') === null)
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
      .map(
        ({ element, box }) =>
          `${Math.round(box.width)} × ${Math.round(box.height)} px to touch: ${element.outerHTML.slice(0, 120)}`,
      ),
  )
}
