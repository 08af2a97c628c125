/** A word of a text: how it is searched for, and where it stands in the text (UTF-16 code units). */
export interface Word {
  readonly term: string
  readonly from: number
  readonly to: number
}

/** Longer words are cut: nobody types them whole, and a key of the store has an end. */
const LONGEST = 40

// Scripts without spaces between words: each character is a word of its own, and a query finds those that have all of them.
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[[\p{L}\p{N}\p{M}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]+/gv

/** The words of a text in their order. Case, accents and compatibility forms (Unicode NFKD) make no difference. */
export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    // One character can stand for several words (㌀ is アパート).
    for (const [term] of fold(word).matchAll(WORDS))
      yield { term: cut(term), from: index, to: index + word.length }
  }
}

function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
    .normalize('NFC')
    .toLowerCase()
}

function cut(term: string): string {
  return term.length <= LONGEST ? term : [...term].slice(0, LONGEST / 2).join('')
}

/** What somebody looks for: words that must all be there, the last by its beginning while it may still be typed. */
export interface WordQuery {
  readonly whole: readonly string[]
  readonly beginning: string | undefined
}

/** Words that a query may have; more are not looked at. */
const MOST_WORDS = 8

/** Reads a query. A space at its end says that the last word is whole. */
export function readQuery(text: string): WordQuery {
  const terms = [...new Set(Array.from(wordsOf(text), ({ term }) => term))].slice(0, MOST_WORDS)
  const last = terms.at(-1)
  const isTyping = last !== undefined && !/\s$/u.test(text)
  return isTyping ? { whole: terms.slice(0, -1), beginning: last } : { whole: terms, beginning: undefined }
}
