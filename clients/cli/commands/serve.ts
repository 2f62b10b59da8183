import { Command } from 'commander'

import type { CliDeps, FlagSetting } from '../deps.ts'
import { refuseAskingFlags } from '../session.ts'

interface ServeFlags {
  readonly config?: string
  readonly listen?: string
  readonly httpListen?: string
  readonly store?: string
  readonly logLevel?: string
  readonly insecure?: boolean
}

export function serveCommand(deps: CliDeps, finish: (code: number) => void): Command {
  return new Command('serve')
    .description('run the service')
    .option('--config <file>', 'configuration file (also: LOOKASIDE_CONFIG)')
    .option('--listen <host:port>', 'where the gRPC API listens')
    .option('--http-listen <host:port>', 'where HTTP listens')
    .option('--store <url>', 'memory:, memory:/path/state.json or redis://...')
    .option('--log-level <level>', 'debug, info, warn, error or silent')
    .option('--insecure', 'allow listening on addresses that other machines can reach, without TLS')
    .action(async (flags: ServeFlags, self: Command) => {
      refuseAskingFlags(self, ['address', 'output', 'timeout'])
      finish(await deps.commands.serve({ config: flags.config, settings: settingsOf(flags) }))
    })
}

/** The flags that set keys of the file. */
function settingsOf(flags: ServeFlags): readonly FlagSetting[] {
  const given: readonly (readonly [string, readonly string[], string | undefined])[] = [
    ['--listen', ['listen'], flags.listen],
    ['--http-listen', ['http', 'listen'], flags.httpListen],
    ['--store', ['store'], flags.store],
    ['--log-level', ['log', 'level'], flags.logLevel],
    ['--insecure', ['insecure'], flags.insecure === true ? 'true' : undefined],
  ]
  return given.flatMap(([flag, path, value]) => (value === undefined ? [] : [{ flag, path, value }]))
}
