import { readFileSync, writeFileSync } from 'node:fs'
import type { AgentRequest, CliDeps, DevRequest, ServeRequest } from '../../clients/cli/deps.ts'
import { runCli } from '../../clients/cli/program.ts'
import { createConfigTools } from '../../server/commands/config-tools.ts'
import { createSimulations } from '../../server/commands/simulation/simulations.ts'
import type { SimulationSurroundings } from '../../server/commands/simulation/surroundings.ts'
import type { Surroundings } from '../../server/commands/surroundings.ts'
import { didYouMean } from '../../server/config/did-you-mean.ts'

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** What the long-running commands were asked for, in order. */
  readonly started: readonly (ServeRequest | DevRequest | AgentRequest)[]
}

/** Real files, no variables. */
const nowhere: Surroundings = {
  ...{ stdout: { write: () => {} }, stderr: { write: () => {} }, env: {}, isTty: false, width: () => undefined },
  ...{ cwd: '/', readFile: (path) => readFileSync(path), realPath: (path) => path, residentMemory: () => 0 },
  ...{ onStopSignal: () => () => {}, onHangUp: () => () => {} },
}

/** Simulations that write real files. */
const inThisThread: SimulationSurroundings = {
  ...nowhere,
  ...{ writeFile: (path, text) => writeFileSync(path, text), version: '1.2.3', worker: undefined, parallelism: 1 },
}

/** Runs one command line inside the test. */
export async function runCommandLine(args: readonly string[], changes: Partial<CliDeps> = {}): Promise<CliRun> {
  let stdout = ''
  let stderr = ''
  const started: (ServeRequest | DevRequest | AgentRequest)[] = []
  const start = async (request: ServeRequest | DevRequest | AgentRequest): Promise<number> => {
    started.push(request)
    return 0
  }
  const code = await runCli(args, {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
    ...{ env: {}, isTty: false, width: undefined, version: '1.2.3', now: Date.now, onStopSignal: () => () => {} },
    commands: { serve: start, dev: start, agent: start },
    config: async () => createConfigTools(nowhere),
    simulations: async () => createSimulations(inThisThread),
    didYouMean,
    terminal: { size: () => ({ columns: undefined, rows: undefined }), showsProgress: false, onKey: undefined },
    system: () => ({ nodeVersion: '20.19.0', nodeRange: '>=20.19', openFiles: 65_536 }),
    ...changes,
  })
  return { code, stdout, stderr, started }
}
