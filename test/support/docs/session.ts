import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtProgram, ROOT } from '../program.ts'
import { until } from '../until.ts'

/** What a page's commands and files name, and what is put in its place, so that pages run beside anything else. */
const PORTS = [50051, 8051, 6379, 8080, 7001, 7002, 7003, 7004]
const BLOCK_MS = 60_000
const PRINT_MS = 20_000

export interface PageSession {
  write(path: string, text: string): void
  /** Runs commands to their end. Answers those that failed. */
  run(commands: string): Promise<readonly string[]>
  /** Waits until what the commands since the last `run` printed matches. */
  printed(pattern: (replace: (text: string) => string) => RegExp): Promise<void>
  output(): string
  close(): Promise<void>
}

/** A shell in an empty folder in which `npx lookaside` and the package `lookaside` are this program. */
export async function openPage(): Promise<PageSession> {
  const folder = mkdtempSync(join(tmpdir(), 'lookaside-docs-'))
  const ports = new Map(await Promise.all(PORTS.map(async (port) => [String(port), await freePort()] as const)))
  const replace = (text: string): string => text.replaceAll(/\b\d{4,5}\b/g, (digits) => ports.get(digits) ?? digits)
  installProgram(folder, replace)
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    env: environment(folder, replace),
    detached: true,
  })
  let output = ''
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  }
  shell.stdin.write(`set -mE\ntrap 'echo "__failed__ $BASH_COMMAND"' ERR\n`)
  let runs = 0
  let from = 0
  return {
    write(path, text) {
      const target = join(folder, path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, replace(text))
    },
    async run(commands) {
      runs += 1
      const script = join(folder, `.run-${runs}.sh`)
      writeFileSync(script, replace(commands))
      from = output.length
      shell.stdin.write(`source ${script} </dev/null; echo "__done_${runs}__"\n`)
      await until(`these commands end: ${commands}\n${output.slice(-2_000)}`, ended(runs), BLOCK_MS)
      return [...output.slice(from).matchAll(/^__failed__ (.*)$/gm)].map(([, command = '']) => command)
    },
    async printed(pattern) {
      const wanted = pattern(replace)
      await until(`${wanted} is printed`, () => wanted.test(plain(output.slice(from))), PRINT_MS).catch(() => {
        throw new Error(`expected ${wanted} in:\n${plain(output.slice(from))}`)
      })
    },
    output: () => output,
    close: () => end(shell, folder),
  }

  function ended(run: number): () => boolean {
    return () => {
      if (shell.exitCode !== null) throw new Error(`the shell ended: ${output.slice(-2_000)}`)
      return output.includes(`__done_${run}__`)
    }
  }
}

const plain = (text: string): string => text.replaceAll(/^__.*\n/gm, '')

/** A package `lookaside` as after `npm ci && npm run build`, and an `npx` that finds it. */
function installProgram(folder: string, replace: (text: string) => string): void {
  const dist = dirname(builtProgram())
  const installed = join(folder, 'node_modules/lookaside')
  mkdirSync(join(folder, '.bin'), { recursive: true })
  mkdirSync(installed, { recursive: true })
  symlinkSync(join(ROOT, 'package.json'), join(installed, 'package.json'))
  symlinkSync(dist, join(installed, 'dist'))
  for (const name of ['policies', 'proto', 'clients', 'docs']) symlinkSync(join(ROOT, name), join(folder, name))
  // `dev` keeps to its own ports unless it is told otherwise.
  const dev = replace('[ "$1" = dev ] && set -- "$@" --port 50051 --http-port 8051\n')
  const program = `${dev}exec ${process.execPath} ${join(dist, 'lookaside.js')} "$@"\n`
  const scripts = {
    lookaside: program,
    npx: `[ "$1" = lookaside ] || { echo "npx $1 is not here" >&2; exit 1; }\nshift\n${program}`,
    npm: `case "$*" in ci|"run build") ;; *) echo "npm $* is not here" >&2; exit 1 ;; esac\n`,
  }
  for (const [name, text] of Object.entries(scripts)) {
    const path = join(folder, '.bin', name)
    writeFileSync(path, `#!/usr/bin/env bash\n${text}`)
    chmodSync(path, 0o755)
  }
}

/** The default addresses, with ports of their own, too. */
function environment(folder: string, replace: (text: string) => string): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG } = process.env
  const addresses = {
    LOOKASIDE_ADDRESS: '127.0.0.1:50051',
    LOOKASIDE_HTTP_ADDRESS: '127.0.0.1:8051',
    LOOKASIDE_LISTEN: '127.0.0.1:50051',
    LOOKASIDE_HTTP_LISTEN: '127.0.0.1:8051',
  }
  const replaced = Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, replace(address)]))
  const path = `${join(folder, '.bin')}:${PATH ?? ''}`
  return { PATH: path, HOME, LANG, NO_COLOR: '1', COLUMNS: '120', ...replaced }
}

/** A port that nobody listens on. */
async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return String(address.port)
}

/** Ends the shell's jobs, then the shell. */
async function end(shell: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => shell.once('close', resolve))
  shell.stdin?.end('kill -TERM $(jobs -p) 2>/dev/null; sleep 0.5; kill -KILL $(jobs -p) 2>/dev/null; exit\n')
  await ended
  rmSync(folder, { recursive: true, force: true })
}
