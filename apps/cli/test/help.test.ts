import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../src/registry.ts'
import { run } from './run.ts'

describe('somebody who does not know the program', () => {
  test('finds every command, and each with a sentence', async () => {
    const { code, out } = await run(['help'])
    expect(code).toBe(0)
    for (const name of Object.keys(commands)) expect(out).toMatch(new RegExp(`  ${name} +[A-Z].*\\.`))
  })

  test('finds options and examples of each command', async () => {
    for (const name of Object.keys(commands)) {
      const { command } = (await commands[name]?.()) ?? {}
      expect(command?.summary).toMatch(/^[A-Z].*\.$/)
      expect(command?.examples.length).toBeGreaterThan(0)
      for (const example of command?.examples ?? []) expect(example.startsWith(name)).toBe(true)
    }
    const asked = await run(['nft', 'mint', '--help'])
    expect(asked.code).toBe(0)
    expect(asked.out).toContain('Usage: demiurge nft mint FILE [options]')
    expect((await run(['help', 'nft', 'mint'])).out).toBe(asked.out)
    expect((await run(['help', 'nft'])).out).toContain('nft verify')
  })

  test('finds every command and every option in the manual', async () => {
    const manual = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
    for (const [name, load] of Object.entries(commands)) {
      expect(manual).toContain(`**\`${name}`)
      for (const option of Object.keys((await load()).command.options))
        expect(manual).toContain(`--${option}`)
    }
  })

  test('is told the version', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, out: '0.1.0\n', err: '' })
  })
})

describe('somebody who mistypes', () => {
  test.each([
    [[], 'no command is given'],
    [['nft'], 'nft needs a verb: create-collection, mint'],
    [['nft', 'mnt'], 'did you mean "nft mint"?'],
    [['walet', 'list'], 'did you mean "wallet"?'],
    [['art', 'generate', '--patern', 'mandala'], 'unknown option --patern; did you mean --pattern?'],
    [['art', 'generate', '--pattern'], '--pattern needs a value: --pattern NAME'],
    [['art', 'generate', '--pattern', '--size', '9'], '--pattern needs a value'],
    [['art', 'generate', '--size', '1', '--size', '2'], '--size is given twice'],
    [
      ['art', 'generate', '--pattern', 'mandala', '--size', 'big'],
      '--size is "big": write a whole number from 16 to 8192',
    ],
    [['art', 'generate', '--json=yes'], '--json is a switch'],
    [['wallet', 'send', 'ada'], 'AMOUNT is missing'],
    [['wallet', 'send', 'ada', '1,5'], '"1,5" is no amount: write 1.5'],
    [['wallet', 'send', 'ada', '1', 'DEM'], '"DEM" is one word too many'],
    [['wallet', 'create', '../ada'], 'is no name for a wallet'],
    [['wallet', 'create', 'ada', '--password', 'secret'], 'unknown option --password'],
    [['nft', 'show', '12'], '"12" is no item: 0x and 64 hex digits'],
    [['node', 'start', '--http-port', '99999'], 'write a whole number from 0 to 65535'],
    [['node', 'start', '--set', 'colour=red'], 'is no setting; known are'],
  ])('%j exits 2 and says how it is written', async (args, message) => {
    const { code, out, err } = await run(args)
    expect(err).toContain(message)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  test('with --json the error is JSON as well, on standard error', async () => {
    const { code, out, err } = await run(['art', 'generate', '--json'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'usage' } })
  })
})

describe('what cannot be done', () => {
  test('exits 1, with the reason and the way out', async () => {
    const { code, out, err } = await run(['chain', 'head', '--url', 'http://127.0.0.1:9'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('no node answers at http://127.0.0.1:9')
    expect(await run(['chain', 'head', '--url', 'nonsense'])).toMatchObject({ code: 1 })
    expect((await run(['nft', 'mint', 'nowhere.png', '--name', 'x'])).err).toContain('there is no such file')
  })
})

test('Ctrl-C ends a command that waits, with the exit code of shells', async () => {
  const asked = Promise.withResolvers<void>()
  // A node that never answers.
  const silent = createServer(() => asked.resolve())
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const children: ChildProcess[] = []
  const ended = run(['chain', 'head', '--url', `http://127.0.0.1:${port}`], {
    onStart: (child) => children.push(child),
  })
  await asked.promise
  children[0]?.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, out: '', err: 'demiurge: stopped\n' })
  silent.closeAllConnections()
  silent.close()
})

test('an old Node finds the right one by itself', async () => {
  const old = findOldNode()
  if (old === undefined) {
    console.log('left out: running under an old Node, none is installed')
    return
  }
  expect(await run(['--version'], { node: old })).toMatchObject({ code: 0, out: '0.1.0\n' })
  expect(await run(['nft', 'mnt'], { node: old })).toMatchObject({ code: 2 })
})

function findOldNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find(
      (path) => Number.parseInt(execFileSync(path, ['--version'], { encoding: 'utf8' }).slice(1), 10) < 26,
    )
}
