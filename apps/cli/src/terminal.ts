import { styleText } from 'node:util'
import { Interrupted, UsageError } from './error.ts'

type Style = 'green' | 'red' | 'yellow' | 'bold' | 'dim'

/** A share of long work that grows on one line, where somebody watches; nothing elsewhere. */
export interface Progress {
  /** From 0 to 1; `detail` stands behind the bar. */
  update(share: number, detail?: string): void
  /** Takes the line away. */
  end(): void
}

/** How a command speaks: data to standard output, messages to standard error, so that pipes carry data only. */
export interface Terminal {
  /** A line of data. */
  out(text: string): void
  /** A line for the person at the keyboard. */
  note(text: string): void
  /** Colour for standard output, where it is a terminal and NO_COLOR does not object. */
  style(style: Style, text: string): string
  /** Whether somebody can answer a question. */
  readonly isInteractive: boolean
  /** Whether messages are seen by a person rather than kept in a file. */
  readonly isWatched: boolean
  progress(label: string): Progress
  /** Asks without showing what is typed. Throws UsageError when nobody can answer, Interrupted on Ctrl-C. */
  askSecret(question: string): Promise<string>
  /** All of standard input. */
  readInput(): Promise<string>
}

const BAR_WIDTH = 24

/** The terminal of this process. */
export function createTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true
  return {
    out: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    isInteractive,
    isWatched: stderr.isTTY === true,
    progress: (label) => (stderr.isTTY === true ? progressLine(label) : { update() {}, end() {} }),
    askSecret(question) {
      if (!isInteractive)
        return Promise.reject(
          new UsageError(`${question} cannot be asked here: there is no terminal (set DEMIURGE_PASSWORD)`),
        )
      return readHidden(question)
    },
    async readInput() {
      const chunks: Buffer[] = []
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}

function progressLine(label: string): Progress {
  const { stderr } = process
  return {
    update(share, detail = '') {
      const filled = Math.round(share * BAR_WIDTH)
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
      // ECMA-48: what an earlier, longer detail left behind is erased.
      stderr.write(`\r${label} ${bar} ${String(Math.floor(share * 100)).padStart(3)} % ${detail}\u001b[K`)
    },
    // ECMA-48: erase the whole line.
    end: () => void stderr.write('\r\u001b[2K'),
  }
}

const ENTER = new Set(['\r', '\n', '\u0004'])
const ERASE = new Set(['\u007f', '\b'])
const CTRL_C = '\u0003'

/** Reads a line in raw mode: the terminal echoes nothing, so nothing stays on the screen. */
function readHidden(question: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(`${question}: `)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve, reject) => {
    let typed = ''
    let finished = false
    const finish = (settle: () => void): void => {
      finished = true
      stdin.off('data', onData)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      settle()
    }
    const onKey = (key: string): void => {
      if (key === CTRL_C) finish(() => reject(new Interrupted()))
      else if (ENTER.has(key)) finish(() => resolve(typed))
      else typed = ERASE.has(key) ? [...typed].slice(0, -1).join('') : typed + key
    }
    const onData = (chunk: string): void => {
      // A pasted line comes as one chunk; what follows its end is not for this question.
      for (const key of chunk) if (!finished) onKey(key)
    }
    stdin.on('data', onData)
  })
}
