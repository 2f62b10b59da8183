import { Command, Option } from 'commander'

import type { CliDeps, FlagSetting } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { pairs } from '../options.ts'
import { refuseAskingFlags } from '../session.ts'

/** The flags that set one key of a backend each: flag, key in the file, name of the value, description. */
const BACKEND_FLAGS = [
  ['pool', ['pool'], '<pool>', 'pool of the backend'],
  ['id', ['id'], '<id>', 'id of the backend, unique in its pool (default: its address)'],
  ['address', ['address'], '<host:port>', 'where callers reach the backend'],
  ['region', ['locality', 'region'], '<region>', 'region of the backend'],
  ['zone', ['locality', 'zone'], '<zone>', 'zone of the backend'],
  ['sub-zone', ['locality', 'subZone'], '<sub-zone>', 'sub-zone of the backend'],
  ['weight', ['weight'], '<n>', 'share relative to its peers, 1 to 1,000,000'],
  ['capacity', ['capacity'], '<n>', 'requests that it serves well at one time, relative to its peers'],
  ['load-url', ['loadUrl'], '<url>', 'where the backend answers its load as JSON'],
  ['check-address', ['check', 'address'], '<host:port>', 'where to check (default: the address of the backend)'],
  ['check-interval', ['check', 'interval'], '<duration>', 'time between two checks'],
  ['check-timeout', ['check', 'timeout'], '<duration>', 'a check that takes longer has failed'],
] as const

interface AgentFlags {
  readonly config?: string
  readonly lookaside?: string
  readonly check?: string
  readonly label?: readonly (readonly [string, string])[]
}

export function agentCommand(deps: CliDeps, finish: (code: number) => void): Command {
  const command = new Command('agent')
    .description('register backends, check them and send their heartbeats')
    .option('--config <file>', 'file that lists the backends (also: LOOKASIDE_AGENT_CONFIG)')
    .option('--lookaside <host:port,...>', 'addresses of the service (also: LOOKASIDE_ADDRESS)')
  for (const [flag, , value, description] of BACKEND_FLAGS) command.option(`--${flag} ${value}`, description)
  return command
    .addOption(new Option('--label <key=value>', 'label of the backend; may be repeated').argParser(pairs))
    .option('--check <check>', 'http:/path, tcp, grpc, grpc:service or none (default: tcp)')
    .action(async (flags: AgentFlags, self: Command) => {
      refuseAskingFlags(self, ['output', 'timeout'])
      // Before the command, --address is the service's; after it, the backend's.
      const { config, lookaside = self.parent?.opts<{ address?: string }>().address } = flags
      finish(await deps.commands.agent({ config, lookaside, settings: settingsOf(flags, self) }))
    })
}

function settingsOf({ check, label = [] }: AgentFlags, command: Command): readonly FlagSetting[] {
  const plain = BACKEND_FLAGS.flatMap(([name, path]): FlagSetting[] => {
    const value: unknown = command.getOptionValue(camelCase(name))
    return typeof value === 'string' ? [{ flag: `--${name}`, path, value }] : []
  })
  const labels = label.map(([key, value]) => ({ flag: '--label', path: ['labels', key], value }))
  return [...plain, ...labels, ...(check === undefined ? [] : checkSettings(check))]
}

const camelCase = (flag: string): string => flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** What follows the colon. */
const CHECK_DETAILS: ReadonlyMap<string, string> = new Map([
  ['http', 'path'],
  ['grpc', 'service'],
])

/** `http:/healthz` sets type and path, `grpc:shop.Checkout` type and service. */
function checkSettings(check: string): readonly FlagSetting[] {
  const colon = check.indexOf(':')
  const type = colon < 0 ? check : check.slice(0, colon)
  const setting = (key: string, value: string): FlagSetting => ({ flag: '--check', path: ['check', key], value })
  if (colon < 0) return [setting('type', type)]
  const detail = CHECK_DETAILS.get(type)
  if (detail !== undefined) return [setting('type', type), setting(detail, check.slice(colon + 1))]
  throw new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message: `--check: "${check}" is no check` },
    next: 'write http:/path, tcp, grpc, grpc:service or none.',
  })
}
