import { createServer } from 'node:net'

import type { CliDeps, SystemFacts } from '../deps.ts'
import { counted, formatCount } from '../output/quantities.ts'
import { bad, type Finding, ok, skipped } from './check.ts'

/** A replica holds a connection for each client and agent; fewer than this is a shell's default of old. */
const FEW_FILES = 1_024

/** What can be said without any service. */
export async function machineFindings(deps: CliDeps, file: string | undefined): Promise<readonly Finding[]> {
  const facts = deps.system()
  return [nodeFinding(facts), filesFinding(facts), await configFinding(deps, file)]
}

export function nodeFinding({ nodeVersion, nodeRange }: SystemFacts): Finding {
  const wanted = /(\d+)\.(\d+)/.exec(nodeRange)
  const has = /^(\d+)\.(\d+)/.exec(nodeVersion)
  const [major, minor] = [Number(has?.[1] ?? 0), Number(has?.[2] ?? 0)]
  const [least, leastMinor] = [Number(wanted?.[1] ?? 0), Number(wanted?.[2] ?? 0)]
  const enough = major > least || (major === least && minor >= leastMinor)
  return enough
    ? ok('Node', `${nodeVersion} (${nodeRange} is asked for)`)
    : bad('Node', `${nodeVersion} is too old`, `install Node ${nodeRange}`)
}

export function filesFinding({ openFiles }: SystemFacts): Finding {
  if (openFiles === undefined) return ok('open files', 'no limit is known')
  return openFiles >= FEW_FILES
    ? ok('open files', `up to ${formatCount(openFiles)}`)
    : bad('open files', `only ${formatCount(openFiles)}, and each connection takes one`, 'raise it: `ulimit -n 65536`')
}

async function configFinding(deps: CliDeps, file: string | undefined): Promise<Finding> {
  const { problems, file: name, pools } = await (await deps.config()).check({ file }, 'serve')
  const [first] = problems
  if (first !== undefined) {
    const more = problems.length > 1 ? ` (and ${counted(problems.length - 1, 'more problem')})` : ''
    const again = `mend it; \`lookaside config check${name === '' ? '' : ` ${name}`}\` tells it all`
    return bad('configuration', `${first.text}${more}`, again)
  }
  if (name === '') return ok('configuration', 'no file; the environment is in order')
  return ok('configuration', `${name} is in order, ${counted(pools, 'pool')}`)
}

/** Whether a service could listen there. For when none answers. */
export async function portFinding(address: string): Promise<Finding> {
  const check = `port ${address}`
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? []
  const plain = host.replace(/^\[(.*)\]$/, '$1')
  if (!isHere(plain)) return skipped(check, 'it is on another machine')
  const code = await tryToListen(plain, Number(port))
  if (code === 'EADDRINUSE') {
    return bad(
      check,
      'taken by something that is no Lookaside',
      `stop it, or start the service with --listen on another port`,
    )
  }
  return code === '' ? ok(check, 'free: a service could listen there') : skipped(check, code)
}

const isHere = (host: string): boolean => /^(127\.|::1$|localhost$|0\.0\.0\.0$)/.test(host)

/** Empty: it can be listened on. */
function tryToListen(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve('')))
  })
}
