import { Command, Option } from 'commander'

import type { CliDeps } from '../deps.ts'
import { wantsColour } from '../output/style.ts'
import { askingFlags, refuseAskingFlags } from '../session.ts'
import { durationBetween, wholeNumber } from '../options.ts'

interface DevFlags {
  readonly for?: number
  readonly port: number
  readonly httpPort: number
  readonly color?: boolean
}

const port = wholeNumber(0, 65_535)

/** A day: longer is no try-out. */
const LONGEST_MS = 86_400_000

export function devCommand(deps: CliDeps, finish: (code: number) => void): Command {
  return new Command('dev')
    .description('try it out: service, three backends, agents, a client under load and a live table, on this machine')
    .addOption(
      new Option('--for <duration>', 'end after this long, with a summary').argParser(durationBetween(100, LONGEST_MS)),
    )
    .addOption(new Option('--port <port>', 'port of the gRPC API on 127.0.0.1; 0: any').argParser(port).default(50_051))
    .addOption(new Option('--http-port <port>', 'port of HTTP on 127.0.0.1; 0: any').argParser(port).default(8_051))
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .action(async (flags: DevFlags, self: Command) => {
      refuseAskingFlags(self, ['address', 'output', 'timeout'])
      const colour = wantsColour(deps.isTty, deps.env, askingFlags(self).color)
      finish(await deps.commands.dev({ forMs: flags.for, port: flags.port, httpPort: flags.httpPort, colour }))
    })
}
