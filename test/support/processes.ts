import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtProgram } from './program.ts'
import { until } from './until.ts'

export interface Exit {
  /** Null: ended by a signal. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Spawned {
  readonly pid: number
  /** Resolves when the process has ended and its output is complete. */
  readonly ended: Promise<Exit>
  isRunning(): boolean
  stdout(): string
  stderr(): string
  kill(signal: NodeJS.Signals): void
}

export interface Served extends Spawned {
  /** gRPC, `host:port`. */
  readonly address: string
  readonly port: number
  /** `http://host:port`. */
  readonly http: string
}

export interface Finished extends Exit {
  readonly stdout: string
  readonly stderr: string
}

type Env = Readonly<Record<string, string>>

export interface ServeOptions {
  /** The whole configuration file, as YAML. */
  readonly config?: string
  /** Folder of the configuration file. Default: a new one. */
  readonly folder?: string
  /** Default: any free port. */
  readonly port?: number
  readonly store?: string
  readonly env?: Env
}

/** The processes of one test, all of which end with it. */
export interface Processes {
  /** Makes a folder that goes with the test. */
  folder(): string
  /** `lookaside` with these arguments, in the background, in a folder of its own. */
  start(args: readonly string[], env?: Env): Spawned
  /** The same to its end, or an error after `withinMs`. */
  run(args: readonly string[], withinMs?: number): Promise<Finished>
  /** `lookaside serve`, serving. */
  serve(options?: ServeOptions): Promise<Served>
  /** `lookaside agent` with this configuration file. */
  agent(config: string): Promise<Spawned>
  /** Kills whatever still runs, and removes the folders. */
  close(): Promise<void>
}

/** A cold start takes half a second; many tests at once on few cores make it several. */
const START_MS = 15_000

export function createProcesses(): Processes {
  const program = builtProgram()
  const children = new Set<ChildProcess>()
  const folders: string[] = []
  const killAll = (): void => {
    for (const child of children) child.kill('SIGKILL')
  }
  process.once('exit', killAll)

  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'lookaside-e2e-'))
    folders.push(made)
    return made
  }
  const start = (args: readonly string[], env: Env = {}): Spawned => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder(),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...ownEnvironment(), ...env },
    })
    children.add(child)
    void once(child).then(() => children.delete(child))
    return watchOver(child)
  }
  return {
    folder,
    start,
    async run(args, withinMs = START_MS) {
      const spawned = start(args)
      await until(`lookaside ${args.join(' ')} ends`, () => !spawned.isRunning(), withinMs)
      return { ...(await spawned.ended), stdout: spawned.stdout(), stderr: spawned.stderr() }
    },
    async serve(options = {}) {
      const { config, port = 0, store, env } = options
      const args = ['serve', '--listen', `127.0.0.1:${port}`, '--http-listen', '127.0.0.1:0']
      if (store !== undefined) args.push('--store', store)
      if (config !== undefined) {
        const path = join(options.folder ?? folder(), 'lookaside.yaml')
        await writeFile(path, config)
        args.push('--config', path)
      }
      return untilServing(start(args, env))
    },
    async agent(config) {
      const path = join(folder(), 'agent.yaml')
      await writeFile(path, config)
      return start(['agent', '--config', path])
    },
    async close() {
      process.off('exit', killAll)
      const ends = [...children].map(once)
      killAll()
      await Promise.all(ends)
      await Promise.all(folders.map((path) => rm(path, { recursive: true, force: true })))
    },
  }
}

/** Without the settings of whoever runs the tests. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LOOKASIDE_')))
}

function once(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
}

function watchOver(child: ChildProcess): Spawned {
  let stdout = ''
  let stderr = ''
  let running = true
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child).then((exit) => {
    running = false
    return exit
  })
  const { pid } = child
  if (pid === undefined) throw new Error('the process could not be started')
  return {
    pid,
    ended,
    isRunning: () => running,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
  }
}

async function untilServing(spawned: Spawned): Promise<Served> {
  await until(
    'lookaside serves',
    () => {
      if (!spawned.isRunning()) throw new Error(`lookaside serve ended: ${spawned.stderr()}`)
      return portsOf(spawned.stderr()) !== undefined
    },
    START_MS,
  )
  const ports = portsOf(spawned.stderr())
  if (ports === undefined) throw new Error('no ports')
  return { ...spawned, address: `127.0.0.1:${ports.grpc}`, port: ports.grpc, http: `http://127.0.0.1:${ports.http}` }
}

/** From the log line that says where it serves. */
function portsOf(log: string): { grpc: number; http: number } | undefined {
  const line = log.split('\n').find((each) => each.includes('"msg":"serving"'))
  const grpc = /"grpc":(\d+)/.exec(line ?? '')?.[1]
  const http = /"http":(\d+)/.exec(line ?? '')?.[1]
  return grpc === undefined || http === undefined ? undefined : { grpc: Number(grpc), http: Number(http) }
}
