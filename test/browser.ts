/** What the tests of the pages share: an installed browser, a built page, and a page in it. @module */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { ROOT } from './process.ts'
import { takeLock } from './whole-machine.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

/** Where Chromium or Chrome is: CHROME_PATH, or one of the usual places; undefined when none is installed. */
export function findBrowser(): string | undefined {
  const given = process.env.CHROME_PATH
  return [...(given === undefined ? [] : [given]), ...PLACES].find(existsSync)
}

/** Whether there is a browser; says in one line what is left out when there is none. */
export function hasBrowser(what: string): boolean {
  if (findBrowser() !== undefined) return true
  process.stderr.write(
    `No Chromium or Chrome is installed (set CHROME_PATH to name one): left out the browser tests of ${what}.\n`,
  )
  return false
}

/** Starts the installed browser without a window. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('no Chromium or Chrome is installed')
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox does not work for root, which containers usually are.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page that was built from its present sources; the folder goes away with it. */
export interface BuiltPage extends Disposable {
  readonly directory: string
}

/** `apps/<name>` as it is built, in a folder of its own; built anew only where a source is newer. */
export async function buildPage(name: string): Promise<BuiltPage> {
  // Two at once would write the same files.
  using _ = await takeLock('pages')
  await run(process.execPath, [join(ROOT, 'scripts', 'build-pages.mjs')])
  const directory = mkdtempSync(join(tmpdir(), `demiurge-${name}-`))
  // Whoever builds it again meanwhile changes nothing of this one.
  cpSync(join(ROOT, 'apps', name, 'dist'), directory, { recursive: true })
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** A violation of accessibility rules, as a line for people. */
export type Violation = string

/** The violations of serious and critical level on the page as it stands (axe-core), one line each; of the named rules only, if any. */
export async function findViolations(
  page: Page,
  rules: readonly string[] = [],
): Promise<readonly Violation[]> {
  // A colour that is changing is no colour yet: two frames begin every transition, and what has an end is brought to it.
  await page.evaluate(async () => {
    await new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))
    // What follows a scroll bar has no end of its own.
    for (const animation of document.getAnimations().filter(({ timeline }) => timeline === document.timeline))
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish()
  })
  // Evaluated through the debugger, which the page's content security policy does not concern; once is enough until the next page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  return page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      resultTypes: ['violations'],
      ...(only.length === 0 ? {} : { runOnly: [...only] }),
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
      )
  }, rules)
}

/** Whether everything fits the width of the window: nothing makes the page scroll sideways. */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
}

/**
 * Texts that are cut off, or run over their neighbours, without a sign of it: wider than a box that they are laid out in, which neither
 * scrolls nor says by dots that there is more. One line each.
 */
export function clippedTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const holdsText = (element: Element): boolean =>
      element.checkVisibility() &&
      // A drawing lays its own words out.
      element.closest('[role=img], [aria-hidden=true]') === null &&
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== '',
      )
    /** The boxes around something, from the innermost, as far as what is in them takes part in their layout; none where one may scroll. */
    const boxesAround = (element: Element): readonly Element[] => {
      const boxes: Element[] = []
      for (let box: Element | null = element; box !== null; box = box.parentElement) {
        const { display, position, overflowX, textOverflow, clipPath } = getComputedStyle(box)
        // Hidden for the eyes only, or free to be scrolled to.
        const isExcused = overflowX === 'auto' || overflowX === 'scroll' || clipPath !== 'none'
        if (isExcused || textOverflow === 'ellipsis') return []
        if (!display.startsWith('inline') && display !== 'contents') boxes.push(box)
        if (position === 'absolute' || position === 'fixed') break
      }
      return boxes
    }
    return [...document.querySelectorAll('body *')].filter(holdsText).flatMap((element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      const text = range.getBoundingClientRect()
      const box = boxesAround(element).find((each) => {
        const { left, right, width } = each.getBoundingClientRect()
        return width > 1 && (text.right > right + 2 || text.left < left - 2)
      })
      if (box === undefined) return []
      return [
        `wider than ${box.tagName.toLowerCase()}.${box.className}: ${element.textContent?.trim().slice(0, 60)}`,
      ]
    })
  })
}

/**
 * The longest task of the page's own thread while something is done, in ms of processor time: what others do on the machine meanwhile does
 * not count, as it would by the clock (the `longtask` entries of a page).
 */
export async function longestTask(page: Page, action: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page)
  const events: { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } }[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as typeof events)))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] },
  })
  await action()
  const ended = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await ended
  await session.detach()
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = events.filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid} ${tid}`))
  if (tasks.length === 0) throw new Error('the browser told of no task of a page')
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000
}
