import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pinning, type Place } from './cpus.ts'

export interface RunningProcess {
  readonly pid: number
  /** Ends it: SIGTERM, then SIGKILL. */
  stop(): Promise<void>
  /** Asks it for an answer of one line. */
  ask(line: string): Promise<string>
}

export interface LaunchOptions {
  readonly place: Place
  readonly env?: Readonly<Record<string, string>>
}

/** Every process that the benchmark starts, so that none outlives it. */
export interface Processes {
  /** Starts a command and waits until `ready` finds what it looks for in a line of its output. */
  launch<Found>(
    command: readonly string[],
    options: LaunchOptions,
    ready: (line: string) => Found | undefined,
  ): Promise<RunningProcess & { readonly found: Found }>
  /** Runs a command to its end and answers its standard output. Throws when it fails. */
  run(command: readonly string[], options: LaunchOptions): Promise<string>
  stopAll(): Promise<void>
}

/** Nothing here takes this long to start or to end by itself. */
const START_MS = 30_000
const END_MS = 3_000

export function createProcesses(): Processes {
  const children = new Set<ChildProcess>()
  const start = (command: readonly string[], { place, env }: LaunchOptions): ChildProcess => {
    const [program = '', ...rest] = [...pinning(place), ...command]
    const child = spawn(program, rest, { stdio: 'pipe', env: { ...process.env, ...env } })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  return {
    launch: (command, options, ready) => launch(start(command, options), command, ready),
    run: (command, options) => run(start(command, options), command),
    async stopAll() {
      await Promise.all([...children].map(end))
    },
  }
}

function launch<Found>(
  child: ChildProcess,
  command: readonly string[],
  ready: (line: string) => Found | undefined,
): Promise<RunningProcess & { readonly found: Found }> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new Error('a child without pipes')
  const waiting: ((line: string) => void)[] = []
  return new Promise((resolve, reject) => {
    const last: string[] = []
    const fail = (why: string): void => reject(new Error(`${command.join(' ')}: ${why}\n${last.join('\n')}`))
    const timer = setTimeout(() => fail('did not start in time'), START_MS)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`ended with ${code}`))
    let isUp = false
    const read = (line: string): void => {
      last.push(line)
      if (last.length > 10) last.shift()
      if (isUp) {
        waiting.shift()?.(line)
        return
      }
      const found = ready(line)
      if (found === undefined) return
      isUp = true
      clearTimeout(timer)
      resolve({
        found,
        pid: child.pid ?? 0,
        stop: () => end(child),
        ask: (question) =>
          new Promise((answered) => {
            waiting.push(answered)
            child.stdin?.write(`${question}\n`)
          }),
      })
    }
    createInterface({ input: stdout }).on('line', read)
    createInterface({ input: stderr }).on('line', (line) => {
      if (!isUp) read(line)
    })
  })
}

function run(child: ChildProcess, command: readonly string[]): Promise<string> {
  const chunks: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
  child.stdin?.end()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const output = Buffer.concat(chunks).toString()
      if (code === 0) resolve(output)
      else reject(new Error(`${command.join(' ')} ended with ${code}: ${Buffer.concat(errors).toString()}${output}`))
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await ended
  clearTimeout(timer)
}
