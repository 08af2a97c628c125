/** What most guessing begins with: first words of published lists of leaked passwords, without digits and signs at their end. */
const WORDS: ReadonlySet<string> = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd pass qwerty qwertz azerty qwertyuiop qwertzuiop asdfghjkl zxcvbnm asdf qazwsx qazwsxedc
  iloveyou ilovegod iloveu letmein welcome admin administrator root login master monkey dragon football baseball basketball superman
  batman starwars princess sunshine shadow michael jordan jennifer charlie daniel jessica michelle computer internet samsung google
  facebook linkedin freedom whatever trustno changeme secret hello abc abcd abcdef abcdefgh abcdefghij test testtest guest default
  summer winter spring autumn liverpool chelsea arsenal barcelona realmadrid manchester pokemon minecraft cheese chocolate butterfly
  blockchain bitcoin ethereum crypto wallet demiurge studio creator artist nft`.split(/\s+/),
)

/** Rows of keyboards and of the alphabet: a password that only walks along them is guessed at once. */
const WALKS = [
  '01234567890123456789',
  '09876543210987654321',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
]

/** Whether a password is one of those that are tried first: a common word with digits around it or said twice, a walk, one piece repeated. */
export function isGuessedFirst(password: string): boolean {
  const plain = password.toLowerCase()
  if (WALKS.some((walk) => walk.includes(plain))) return true
  if (/^(.{1,4})\1+.?.?$/u.test(plain)) return true
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const words = [core, plain.replace(/[\d\W_]+$/u, ''), ...core.split(/[\d\W_]+/u)]
  if (words.slice(0, 2).some((word) => WORDS.has(word) || WORDS.has(halfOf(word)))) return true
  return core !== '' && core.split(/[\d\W_]+/u).every((word) => WORDS.has(word))
}

function halfOf(word: string): string {
  const half = word.slice(0, word.length / 2)
  return half + half === word ? half : ''
}
