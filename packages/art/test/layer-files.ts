/** Folders of small layers for tests: written as files, in every format that is read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'

/** A folder that is gone when the test is. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'demiurge-collection-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Draws an SVG of 64 units into a file, in the format of its ending. */
export async function drawFile(file: string, body: string, size = 64): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="${size}" height="${size}">${body}</svg>`
  mkdirSync(dirname(file), { recursive: true })
  if (file.endsWith('.svg')) writeFileSync(file, svg)
  else if (file.endsWith('.png')) await sharp(Buffer.from(svg)).png().toFile(file)
  else if (file.endsWith('.webp')) await sharp(Buffer.from(svg)).webp({ lossless: true }).toFile(file)
  else await sharp(Buffer.from(svg)).flatten().jpeg({ quality: 95 }).toFile(file)
}

/** Four layers with 4 x 3 x 4 x 3 pieces: grounds (PNG and JPEG), bodies (SVG), eyes (WebP and PNG), hats (PNG). */
export async function drawLayers(folder: string): Promise<void> {
  const grounds = ['#d95', '#59d', '#5d9', '#95d'].map((colour, i) =>
    drawFile(
      join(folder, '1-Ground', `g${i}#${i + 1}.${i === 3 ? 'jpg' : 'png'}`),
      `<rect width="64" height="64" fill="${colour}"/><circle cx="50" cy="${10 + i * 4}" r="6" fill="#fff" fill-opacity=".6"/>`,
    ),
  )
  const bodies = ['#a54', '#4a5', '#54a'].map((colour, i) =>
    drawFile(
      join(folder, '2-Body', `b${i}.svg`),
      `<ellipse cx="32" cy="46" rx="${16 + i}" ry="22" fill="${colour}" stroke="#111"/>`,
    ),
  )
  const eyes = [2, 3, 4, 5].map((r, i) =>
    drawFile(
      join(folder, '3-Eyes', `e${i}#${10 - i}.${i % 2 === 0 ? 'webp' : 'png'}`),
      `<circle cx="26" cy="38" r="${r}" fill="#fff"/><circle cx="38" cy="38" r="${r}" fill="#fff"/><circle cx="27" cy="38" r="1"/><circle cx="39" cy="38" r="1"/>`,
    ),
  )
  const hats = ['M20 26L32 4L44 26Z', 'M18 26Q32 6 46 26Z', 'M20 26V12H44V26Z'].map((path, i) =>
    drawFile(
      join(folder, '4-Hat', `h${i}#5.png`),
      `<path d="${path}" fill="#222" fill-opacity="${0.4 + i * 0.3}"/>`,
    ),
  )
  await Promise.all([...grounds, ...bodies, ...eyes, ...hats])
}
