import { portableSuites as suites } from '@demiurge/crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Checkpoint,
  type CheckpointSigner,
  cosignedMessage,
  formatCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
} from '../src/provenance/checkpoint.ts'
import { formatLogProof, parseLogProof, verifyLogProof } from '../src/provenance/log-proof.ts'
import { createLog } from '../src/provenance/log-tree.ts'
import {
  formatNote,
  formatNoteKey,
  type NoteAlgorithm,
  noteKeyId,
  parseNote,
  parseNoteKey,
} from '../src/provenance/note.ts'

const origin = 'demiurge/test/provenance'
const time = 1_795_214_430
const entry = (i: number) => new TextEncoder().encode(`entry ${i}`)

function signerOf(name: string, algorithm: NoteAlgorithm, fill: number): CheckpointSigner {
  const keyPair = suites.get(algorithm).keyPairFromSeed(new Uint8Array(32).fill(fill))
  return { key: { name, algorithm, publicKey: keyPair.publicKey }, keyPair, timestamp: time }
}

const logKey = signerOf(origin, 'ed25519', 1)
const cosigner = signerOf('demiurge/validator-1', 'ml-dsa-44', 2)

const log = createLog()
for (let i = 0; i < 50; i++) log.append(entry(i))
const checkpoint: Checkpoint = { origin, size: 50, root: log.root() }
const note = signCheckpoint(checkpoint, [logKey, cosigner], suites)

const broken = (code: string) => expect.objectContaining({ code })

test('a note that Go signed is read and its signature verifies', () => {
  // The example of golang.org/x/mod/sumdb/note.
  const key = parseNoteKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const signed = parseNote(
    'If you think cryptography is the answer to your problem,\n' +
      "then you don't know what your problem is.\n\n" +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  )
  const [signature] = signed.signatures
  expect(signature?.keyId).toEqual(noteKeyId(key))
  const message = new TextEncoder().encode(signed.text)
  expect(suites.get('ed25519').verify(signature?.signature ?? message, message, key.publicKey)).toBe(true)
})

test('a checkpoint has the lines that C2SP tlog-checkpoint gives it', () => {
  const text = formatCheckpoint({ ...checkpoint, extensions: ['more'] })
  expect(text).toBe(`${origin}\n50\n${log.root().toBase64()}\nmore\n`)
  expect(parseCheckpoint(text)).toEqual({ ...checkpoint, extensions: ['more'] })
  expect(note.startsWith(`${origin}\n50\n`)).toBe(true)
})

test('the log signs with Ed25519, a validator cosigns with ML-DSA-44, and both are verified', () => {
  const verified = verifyCheckpoint(note, [logKey.key, cosigner.key], { suites, origin })
  expect(verified).toEqual({
    checkpoint,
    signatures: [
      { name: origin, algorithm: 'ed25519' },
      { name: 'demiurge/validator-1', algorithm: 'ml-dsa-44', timestamp: time },
    ],
  })
})

test('the cosigned message is laid out byte for byte as tlog-cosignature says', () => {
  const u64 = (value: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(value))
    return bytes
  }
  const prefixed = (text: string) =>
    Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])
  const expected = Buffer.concat([
    Buffer.from('subtree/v1\n\0'),
    prefixed('demiurge/validator-1'),
    u64(time),
    prefixed(origin),
    u64(0),
    u64(50),
    log.root(),
  ])
  expect(cosignedMessage('demiurge/validator-1', time, checkpoint).toHex()).toBe(expected.toString('hex'))
})

test('signatures of strangers are passed over, but one known signature must be there', () => {
  expect(verifyCheckpoint(note, [cosigner.key], { suites }).signatures).toHaveLength(1)
  const stranger = signerOf('stranger', 'ed25519', 9)
  expect(() => verifyCheckpoint(note, [stranger.key], { suites })).toThrow(broken('note.BadSignature'))
  expect(() => verifyCheckpoint(note, [], { suites })).toThrow('none of its 2 signatures')
})

test('a checkpoint of another log is refused', () => {
  expect(() => verifyCheckpoint(note, [logKey.key], { suites, origin: 'demiurge/other' })).toThrow(
    'it is of the log demiurge/test/provenance, not of demiurge/other',
  )
})

test('any changed character of a signed checkpoint is refused', () => {
  const keys = [logKey.key, cosigner.key]
  // The first 60 characters of the body and of each signature line, and a sample of the rest.
  const places = fc.oneof(fc.nat(160), fc.nat(note.length - 1))
  fc.assert(
    fc.property(places, fc.integer({ min: 33, max: 126 }), (place, code) => {
      const changed = `${note.slice(0, place)}${String.fromCharCode(code)}${note.slice(place + 1)}`
      if (changed === note) return
      try {
        // A line whose name or key id has changed is a stranger's: then only the other signature is left.
        expect(verifyCheckpoint(changed, keys, { suites }).signatures).toHaveLength(1)
        expect(parseNote(changed).text).toBe(parseNote(note).text)
      } catch (error) {
        expect(error).toHaveProperty('code', expect.stringMatching(/^(note|checkpoint)\./))
      }
    }),
    { numRuns: 60 },
  )
})

test('a cosigner must say when, and a key must be of its algorithm', () => {
  const { timestamp, ...timeless } = cosigner
  expect(timestamp).toBe(time)
  expect(() => signCheckpoint(checkpoint, [timeless], suites)).toThrow('needs a timestamp')
  const short = { ...logKey, key: { ...logKey.key, publicKey: new Uint8Array(31) } }
  expect(() => signCheckpoint(checkpoint, [short], suites)).toThrow(broken('note.BadKey'))
  const spaced = { ...logKey, key: { ...logKey.key, name: 'two words' } }
  expect(() => signCheckpoint(checkpoint, [spaced], suites)).toThrow(broken('note.BadKey'))
  expect(() => signCheckpoint({ ...checkpoint, origin: 'two\nlines' }, [logKey], suites)).toThrow(
    broken('checkpoint.Malformed'),
  )
})

test('a key has one text, and a mistyped one is noticed by its key id', () => {
  for (const { key } of [logKey, cosigner]) expect(parseNoteKey(formatNoteKey(key))).toEqual(key)
  const text = formatNoteKey(logKey.key)
  expect(() => parseNoteKey(text.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toThrow('key id 00000000')
  expect(() => parseNoteKey(text.slice(0, -8))).toThrow(broken('note.BadKey'))
  fc.assert(
    fc.property(fc.string(), (hostile) => {
      expect(() => parseNoteKey(hostile)).toThrow(broken('note.BadKey'))
    }),
  )
})

test('malformed notes and checkpoints are refused with the broken rule', () => {
  expect(() => parseNote('no signatures\n')).toThrow('no empty line before the signatures')
  expect(() => parseNote('text\n\n')).toThrow(broken('note.Malformed'))
  expect(() => parseNote('text\n\n— name AAAA\n')).toThrow(broken('note.Malformed'))
  expect(() => parseNote('text\n\n- name AAAAAAAAAAAA\n')).toThrow(broken('note.Malformed'))
  expect(() => parseNote('te\txt\n\n— name AAAAAAAAAAAA\n')).toThrow('control character')
  expect(() => parseNote(`text\n\n${'— name AAAAAAAAAAAA\n'.repeat(101)}`)).toThrow('the limit is 100')
  expect(() => parseNote('x'.repeat(1_000_001))).toThrow('the limit is 1000000')
  expect(() => parseCheckpoint(`o\n01\n${log.root().toBase64()}\n`)).toThrow('decimal number')
  expect(() => parseCheckpoint(`o\n9007199254740992\n${log.root().toBase64()}\n`)).toThrow('decimal number')
  expect(() => parseCheckpoint('o\n1\nAAAA\n')).toThrow('the root is not 32 bytes')
  expect(() => parseCheckpoint(`o\n1\n${log.root().toBase64()}\n\n`)).toThrow('an extension line is empty')
  expect(() => parseCheckpoint(`\n1\n${log.root().toBase64()}\n`)).toThrow('the origin has 0 bytes')
  expect(() => parseCheckpoint(`o\n1\n${log.root().toBase64()}`)).toThrow('end with a newline')
})

test('no text makes a reader do anything but answer or refuse with its code', () => {
  const lines = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', origin, '5', '— a AAAAAAAAAAAA', 'index 4')),
  )
  fc.assert(
    fc.property(lines, (given) => {
      const text = `${given.join('\n')}\n`
      for (const read of [parseNote, parseCheckpoint, parseLogProof])
        try {
          read(text)
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/\.Malformed$/))
        }
    }),
  )
})

test('what is read as a note is written back as the same text', () => {
  const body = fc.array(fc.string(), { minLength: 1 }).map((lines) => `${lines.join('\n')}\n`)
  const signature = fc.record({
    name: fc.stringMatching(/^[a-z/.-]{1,30}$/),
    keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    signature: fc.uint8Array({ minLength: 1, maxLength: 70 }),
  })
  fc.assert(
    fc.property(body, fc.array(signature, { minLength: 1, maxLength: 3 }), (text, signatures) => {
      const written = formatNote({ text, signatures })
      expect(parseNote(written)).toEqual({ text, signatures })
    }),
  )
})

test('a proof file shows an entry to anyone who knows the log', () => {
  const proof = {
    index: 7,
    proof: log.inclusionProof(7),
    checkpoint: note,
    extra: Uint8Array.of(1, 2, 3),
  }
  const text = formatLogProof(proof)
  expect(text.split('\n').slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra AQID', 'index 7'])
  expect(parseLogProof(text)).toEqual(proof)
  const keys = [logKey.key, cosigner.key]
  expect(verifyLogProof(text, entry(7), { keys, suites, origin }).checkpoint.size).toBe(50)
  expect(() => verifyLogProof(text, entry(8), { keys, suites })).toThrow(broken('proof.NotIncluded'))
  expect(() => verifyLogProof(text.replace('index 7', 'index 6'), entry(7), { keys, suites })).toThrow(
    broken('proof.NotIncluded'),
  )
})

test('malformed proof files are refused with the broken rule', () => {
  const text = formatLogProof({ index: 0, proof: [], checkpoint: note })
  expect(() => parseLogProof(text.replace('@v1', '@v2'))).toThrow('the first line is not')
  expect(() => parseLogProof(text.replace('index 0', 'index 00'))).toThrow('the index is not')
  expect(() => parseLogProof(text.replace('index 0', 'extra !\nindex 0'))).toThrow('the extra line')
  expect(() => parseLogProof(text.replace('index 0', 'index 0\nAAAA'))).toThrow('a line of the path')
  const hash = `${log.root().toBase64()}\n`
  expect(() => parseLogProof(text.replace('index 0\n', `index 0\n${hash.repeat(64)}`))).toThrow(
    'more than 63',
  )
  expect(() => parseLogProof('c2sp.org/tlog-proof@v1\nindex 0\n')).toThrow('no empty line')
  expect(() => formatLogProof({ index: -1, proof: [], checkpoint: note })).toThrow(broken('proof.Malformed'))
  expect(() => formatLogProof({ index: 0, proof: [new Uint8Array(3)], checkpoint: note })).toThrow(
    broken('proof.Malformed'),
  )
})
