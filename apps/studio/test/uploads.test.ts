/** What may be uploaded, and what is refused: by content, by its header, by its name. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { StudioError } from '../src/error.ts'
import { checkPicture } from '../src/uploads/check-picture.ts'
import { parsePicturePath, pathKey } from '../src/uploads/picture-path.ts'
import { checkJpeg, checkPng, checkWebp, Refusal } from '../src/uploads/raster.ts'
import { sanitiseSvg } from '../src/uploads/svg.ts'
import { drawPng } from './open-studio.ts'

const folder = mkdtempSync(join(tmpdir(), 'demiurge-uploads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const check = async (bytes: Uint8Array, mostPixels = 67_000_000) => {
  const path = join(folder, 'upload')
  writeFileSync(path, bytes)
  const checked = await checkPicture({ path, smallPath: join(folder, 'small'), mostPixels })
  return { ...checked, stored: readFileSync(path), small: readFileSync(join(folder, 'small')) }
}
const refusal = async (bytes: Uint8Array, mostPixels?: number): Promise<string> => {
  const error = await check(bytes, mostPixels).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(StudioError)
  expect(error).toMatchObject({ code: 'upload.Picture', status: 422 })
  return (error as StudioError).message
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
/** A PNG of chunks: whatever size it claims. */
const png = (width: number, height: number, ...more: readonly Buffer[]): Buffer => {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...more, chunk('IEND', Buffer.alloc(0))])
}
const pixels = (width: number, height: number) =>
  chunk('IDAT', deflateSync(Buffer.alloc((width * 4 + 1) * height)))
const insideFirst = (file: Buffer, extra: Buffer) =>
  Buffer.concat([file.subarray(0, 33), extra, file.subarray(33)])

test('a picture is what is in it, whatever it is called, and gets a small twin', async () => {
  const image = sharp(await drawPng('<rect width="64" height="32" fill="#d95"/>', 512))
  for (const [format, mediaType] of [
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['webp', 'image/webp'],
  ] as const) {
    const bytes = await image.clone().flatten().toFormat(format).toBuffer()
    const { stored, small, ...checked } = await check(bytes)
    expect(checked).toMatchObject({ mediaType, width: 512, height: 512, size: bytes.length })
    expect(stored.equals(bytes)).toBe(true)
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
  }
  const progressive = await image.clone().flatten().jpeg({ progressive: true, mozjpeg: true }).toBuffer()
  expect(await check(progressive)).toMatchObject({ mediaType: 'image/jpeg', width: 512 })
  const icons = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path d="M0 0h9v9z"/></svg>',
  )
  const drawn = await check(icons)
  expect(drawn).toMatchObject({ mediaType: 'image/svg+xml', width: 24, height: 24 })
  expect(await sharp(drawn.small).metadata()).toMatchObject({ width: 256, height: 256 })
})

test('bombs, polyglots, animations and damage are refused, each with its reason', async () => {
  const good = await drawPng('<rect width="64" height="64" fill="#59d"/>')
  const jpeg = await sharp(good).flatten().jpeg().toBuffer()
  const webp = await sharp(good).webp().toBuffer()
  const frames = await sharp(Buffer.concat([Buffer.alloc(64 * 64 * 3, 9), Buffer.alloc(64 * 64 * 3, 200)]), {
    raw: { width: 64, height: 128, channels: 3, pageHeight: 64 },
  })
    .webp({ delay: [50, 50] })
    .toBuffer()
  const zip = Buffer.from('PK\u0003\u0004 a zip archive')
  const bomb = chunk(
    'zTXt',
    Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(64 * 1024 * 1024))]),
  )
  const table: readonly (readonly [string, Uint8Array, RegExp, number?])[] = [
    ['a gigapixel in a hundred bytes', png(32_768, 32_768, pixels(4, 4)), /32768 x 32768 pixels/],
    ['as many as 32 bits hold', png(0xffffffff, 0xffffffff, pixels(4, 4)), /pixels/],
    ['more than a setting allows', good, /at most 4095/, 4_095],
    ['no pixels', png(0, 9, pixels(1, 1)), /no pixels/],
    ['a text that unpacks to 64 MiB', insideFirst(good, bomb), /16 MiB/],
    ['a zip behind a PNG', Buffer.concat([good, zip]), /follow its end/],
    ['a zip behind a JPEG', Buffer.concat([jpeg, zip]), /follow its end/],
    ['a script behind a WebP', Buffer.concat([webp, Buffer.from('<script>')]), /as long as it says/],
    ['an animated PNG', insideFirst(good, chunk('acTL', Buffer.alloc(8))), /animated/],
    ['an animated WebP', frames, /animated/],
    ['a GIF', await sharp(good).gif().toBuffer(), /neither/],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), /svg|XML/],
    ['a PNG cut off', good.subarray(0, good.length - 20), /cut off/],
    ['a JPEG cut off', jpeg.subarray(0, jpeg.length >> 1), /cut off/],
    ['a WebP cut off', webp.subarray(0, webp.length - 9), /as long/],
    ['a PNG of few pixels that claims more', png(64, 64, pixels(64, 2)), /damaged/],
    ['a JPEG without a frame', Buffer.from([255, 216, 255, 217]), /frame/],
    ['nothing but zeros', Buffer.alloc(300), /neither/],
  ]
  for (const [what, bytes, why, most] of table) expect(await refusal(bytes, most), what).toMatch(why)
  const flipped = Buffer.from(good)
  const middle = good.length >> 1
  flipped[middle] = (flipped[middle] ?? 0) ^ 0xff
  expect(await refusal(flipped)).toMatch(/damaged|broken/)
}, 30_000)

const svg = (body: string, attributes = '') =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" ${attributes}>${body}</svg>`,
  )

test('an SVG that runs, fetches, listens or declares is refused', async () => {
  const laughs = `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>`
  const outside = `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`
  const picture = (await drawPng('<rect width="9" height="9"/>')).toString('base64')
  const table: readonly (readonly [string, Buffer])[] = [
    ['a billion laughs', Buffer.from(laughs)],
    ['an external entity', Buffer.from(outside)],
    ['an unknown entity', svg('<text>&nbsp;</text>')],
    ['a script', svg('<script>alert(1)</script>')],
    ['a script in another case', svg('<SCRIPT>alert(1)</SCRIPT>')],
    ['a script in a section', svg('<script><![CDATA[alert(1)]]></script>')],
    ['an event', svg('<rect onload="alert(1)"/>')],
    ['an event on the root', svg('', 'onload="alert(1)"')],
    ['a page within', svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>')],
    ['a link', svg('<a href="javascript:alert(1)"><rect/></a>')],
    ['a reference to another file', svg('<use href="https://evil.example/x.svg#y"/>')],
    ['the old way to refer', svg('<use xlink:href="file:///etc/passwd#y"/>')],
    ['a picture of somewhere', svg('<image href="http://10.0.0.1/"/>')],
    ['a picture that is an SVG', svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>')],
    ['a picture that is none', svg('<image href="data:image/png;base64,AAAA"/>')],
    [
      'a gigapixel within',
      svg(`<image href="data:image/png;base64,${png(40_000, 40_000, pixels(1, 1)).toString('base64')}"/>`),
    ],
    ['a style that fetches', svg('<style>rect{fill:url(https://evil.example/#a)}</style>')],
    ['a style that imports', svg('<style>@import "https://evil.example"</style>')],
    ['a style that hides what it fetches', svg('<style>rect{fill:\\75rl(https://evil.example)}</style>')],
    ['an attribute that fetches', svg('<rect fill="url( \'https://evil.example/#a\' )"/>')],
    ['an attribute of several', svg('<rect style="fill:url(#a);mask:url(//evil.example#b)"/>')],
    ['an animation that sets a link', svg('<set attributeName="href" to="javascript:alert(1)"/>')],
    ['another root', Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['another namespace', Buffer.from('<svg xmlns="http://www.w3.org/1999/xhtml"/>')],
    ['not well-formed', svg('<g><rect></g>')],
    ['not UTF-8', Buffer.concat([svg('').subarray(0, -6), Buffer.from([0xff, 0xfe]), Buffer.from('</svg>')])],
    ['as deep as it gets', svg(`${'<g>'.repeat(50_000)}${'</g>'.repeat(50_000)}`)],
    ['as large as it gets', svg('', 'width="1000000" height="1000000"')],
  ]
  for (const [what, bytes] of table) expect(await refusal(bytes), what).not.toBe('')
  expect(
    await check(svg(`<image width="9" height="9" href="data:image/png;base64,${picture}"/>`)),
  ).toMatchObject({
    mediaType: 'image/svg+xml',
  })
}, 30_000)

test('an SVG of a drawing program is taken, without what draws nothing', async () => {
  const drawing = Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="64" height="64" viewBox="0 0 64 64">
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata><inkscape:grid id="g"/>
<defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient><style>.b{fill:url(#a)}</style></defs>
<g inkscape:label="Layer &amp; 1" transform="scale(2)"><path class="b" style="stroke:#000" d="M0 0h9v9z"/><text>a &lt; b</text></g></svg>`)
  const { stored } = await check(drawing)
  const text = stored.toString()
  expect(text).not.toMatch(/inkscape|metadata|DOCTYPE|<!--/i)
  expect(text).toContain('url(#a)')
  expect(text).toContain('a &#60; b')
  expect(sanitiseSvg(stored, { checkEmbedded: () => {} })).toBe(text)
})

test('names are those that every file system and every reader takes the same way', () => {
  const good = ['Hat/Crown%235.png', '01-Ground/Gr%C3%BCn%20hell.webp', '%E5%B8%BD/%E5%86%A0.svg', 'A/b.JPEG']
  expect(good.map((each) => Object.values(parsePicturePath(each)).join('/'))).toEqual([
    'Hat/Crown#5.png',
    '01-Ground/Grün hell.webp',
    '帽/冠.svg',
    'A/b.JPEG',
  ])
  const bad = [
    ...[
      'Crown.png',
      'a/b/c.png',
      '/c.png',
      'a/',
      '../a.png',
      'a/..%2fb.png',
      '%2e%2e/b.png',
      'a/.b.png',
      'a/b%00.png',
    ],
    ...[
      'a/b.exe',
      'a/b.png.html',
      'a/b.svgz',
      'a%5cb/c.png',
      'C:/b.png',
      'a/con.png',
      'NUL/b.png',
      'a/b.png%20',
      'a./b.png',
    ],
    ...[
      '%20a/b.png',
      'a/b%E2%80%AEgnp.png',
      'a/b%E2%80%8B.png',
      'a/%F0%9F',
      'a/b%ff.png',
      'a/%ED%A0%80.png',
      `a/${'x'.repeat(200)}.png`,
    ],
    ...['a/b?.png', 'a/b%3Ac.png', 'a/b%0a.png', 'a/%EF%BB%BFb.png'],
  ]
  for (const each of bad) {
    const read = () => parsePicturePath(each)
    expect(read, each).toThrow(StudioError)
  }
  const one = parsePicturePath('Hat/Gru%CC%88n.png')
  expect(one).toEqual(parsePicturePath('Hat/Gr%C3%BCn.png'))
  expect(pathKey({ folder: 'HAT', file: 'grün.PNG' })).toBe(pathKey(one))
  expect(pathKey({ folder: 'Hat', file: 'ﬁn.png' })).toBe(pathKey({ folder: 'hat', file: 'fin.png' }))
})

test('whatever bytes come, readers refuse them or agree; nothing else happens', async () => {
  const samples = [
    await drawPng('<rect width="9" height="9"/>', 16),
    await sharp(await drawPng('<rect width="9" height="9"/>', 16))
      .flatten()
      .jpeg()
      .toBuffer(),
    await sharp(await drawPng('<rect width="9" height="9"/>', 16))
      .webp()
      .toBuffer(),
  ]
  const quiet = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
    }
  }
  const damaged = fc
    .record({
      sample: fc.constantFrom(...samples),
      at: fc.nat(),
      bytes: fc.uint8Array({ maxLength: 8 }),
      cut: fc.nat(),
    })
    .map(({ sample, at, bytes, cut }) => {
      const copy = Buffer.from(sample)
      copy.set(bytes.subarray(0, copy.length), at % Math.max(1, copy.length - bytes.length))
      return cut % 3 === 0 ? copy.subarray(0, cut % copy.length) : copy
    })
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      const buffer = Buffer.from(bytes)
      quiet(() => checkPng(buffer))
      quiet(() => checkJpeg(buffer))
      quiet(() => checkWebp(buffer))
    }),
    { numRuns: 2_000 },
  )
  const markup = fc.array(
    fc.constantFrom(
      '<svg xmlns="http://www.w3.org/2000/svg">',
      '</svg>',
      '<g>',
      '</g>',
      '<script>',
      '&amp;',
      '&x;',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<rect fill="',
      '"/>',
      'url(',
      '#a',
      ')',
      '<?x',
      '?>',
      '<!DOCTYPE svg>',
      'on',
      'é',
      '\u0000',
    ),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(markup, (parts) => {
      quiet(() => {
        const text = sanitiseSvg(Buffer.from(parts.join('')), { checkEmbedded: () => {} })
        expect(text).not.toMatch(/<script|<!|<\?|\son/i)
      })
    }),
    { numRuns: 2_000 },
  )
}, 30_000)
