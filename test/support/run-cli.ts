import type { AgentRequest, CliDeps, DevRequest, ServeRequest } from '../../clients/cli/deps.ts'
import { runCli } from '../../clients/cli/program.ts'

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** What the long-running commands were asked for, in order. */
  readonly started: readonly (ServeRequest | DevRequest | AgentRequest)[]
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
    ...{ env: {}, isTty: false, width: undefined, version: '1.2.3' },
    commands: { serve: start, dev: start, agent: start },
    ...changes,
  })
  return { code, stdout, stderr, started }
}
