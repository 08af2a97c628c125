import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { StudioError } from '../error.ts'
import { isGuessedFirst } from './guessed-passwords.ts'

/** Cost of argon2id: KiB of memory, passes over it, lanes. */
export interface PasswordCost {
  readonly memoryKib: number
  readonly passes: number
  readonly lanes: number
}

/** RFC 9106 4, second recommended option: 64 MiB, three passes, four lanes. */
export const RECOMMENDED_COST: PasswordCost = { memoryKib: 65_536, passes: 3, lanes: 4 }

/** Hashes passwords and checks them. */
export interface Passwords {
  /** What is kept of a password, as `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Throws StudioError where it is too weak, or the studio too busy. */
  hash(password: string, owner: string): Promise<string>
  /** Whether the password is the one that `kept` was made of. Without `kept` it takes as long, and is false. */
  matches(password: string, kept: string | undefined): Promise<boolean>
  /** Whether `kept` was made at another cost than is asked for now. */
  isOutdated(kept: string): boolean
}

const LEAST_CHARACTERS = 10
const MOST_CHARACTERS = 256
const SALT_BYTES = 16
const HASH_BYTES = 32
/** So many at once: each takes the memory of its cost, and a thread that files need as well. */
const MOST_RUNNING = 2
const MOST_WAITING = 32

const derive = promisify(argon2)

/** Passwords by argon2id at a cost; hashes that were made at another are still checked. */
export function createPasswords(cost: PasswordCost = RECOMMENDED_COST): Passwords {
  const inTurn = createGate()
  const run = (password: string, salt: Uint8Array, { memoryKib, passes, lanes }: PasswordCost) =>
    inTurn(() =>
      derive('argon2id', {
        message: normal(password),
        nonce: salt,
        memory: memoryKib,
        passes,
        parallelism: lanes,
        tagLength: HASH_BYTES,
      }),
    )
  const nobody = format(cost, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES))
  return {
    async hash(password, owner) {
      checkPassword(password, owner)
      const salt = randomBytes(SALT_BYTES)
      return format(cost, salt, await run(password, salt, cost))
    },
    async matches(password, kept) {
      const { cost: paid, salt, hash } = parse(kept ?? nobody)
      const found = await run(password.slice(0, MOST_CHARACTERS * 2), salt, paid)
      return timingSafeEqual(found, hash) && kept !== undefined
    },
    isOutdated(kept) {
      const { cost: paid } = parse(kept)
      return paid.memoryKib !== cost.memoryKib || paid.passes !== cost.passes || paid.lanes !== cost.lanes
    },
  }
}

/**
 * Throws StudioError `account.WeakPassword` where a password is too short, too long or one of those that are tried first. No classes of
 * characters are asked for (NIST SP 800-63B 5.1.1.2).
 */
export function checkPassword(password: string, owner: string): void {
  const characters = [...normal(password)].length
  const weak = (message: string): never => {
    throw new StudioError('account.WeakPassword', message, { field: 'password' })
  }
  if (characters < LEAST_CHARACTERS)
    weak(`a password has at least ${LEAST_CHARACTERS} characters, this one has ${characters}`)
  if (characters > MOST_CHARACTERS) weak(`a password has at most ${MOST_CHARACTERS} characters`)
  const plain = normal(password).toLowerCase()
  if (isGuessedFirst(plain))
    weak('this password is among the first that are guessed: take some words of your own')
  if (plain.replace(/[\d\W_]+$/u, '') === normal(owner).toLowerCase())
    weak('this password is the name it belongs to: take some words of your own')
}

/** NIST SP 800-63B 5.1.1.2: normalised, so that the same keys give the same password on every machine. */
function normal(password: string): string {
  return password.toWellFormed().normalize('NFKC')
}

function format({ memoryKib, passes, lanes }: PasswordCost, salt: Uint8Array, hash: Uint8Array): string {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${text(salt)}$${text(hash)}`
}

function parse(kept: string): {
  readonly cost: PasswordCost
  readonly salt: Uint8Array
  readonly hash: Uint8Array
} {
  const [, m, t, p, salt = '', hash = ''] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(kept) ?? []
  const bytes = Buffer.from(hash, 'base64')
  if (m === undefined || bytes.length !== HASH_BYTES)
    throw new Error('a password in the studio’s database is not of argon2id')
  return {
    cost: { memoryKib: Number(m), passes: Number(t), lanes: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: bytes,
  }
}

/** Lets so many run at once and so many wait; refuses what comes beyond. */
function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= MOST_RUNNING) {
      if (waiting.length >= MOST_WAITING)
        throw new StudioError(
          'session.Busy',
          'too many people sign in at this moment: try again in a second',
          {
            status: 503,
            retryAfterMs: 1_000,
          },
        )
      // Who finishes hands the place on, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
