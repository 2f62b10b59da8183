import { type Command, Option } from 'commander'

import type { Locality } from '../../proto/gen/lookaside/v1/Locality.ts'
import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import { EXIT } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
import { each, pairs, wholeNumber } from './options.ts'

/** Where the caller is. */
export interface LocalityFlags {
  readonly region?: string
  readonly zone?: string
  readonly subZone?: string
}

/** What the flags of a request to pick say. */
export interface RequestFlags extends LocalityFlags {
  readonly key?: string
  readonly alternates?: number
  readonly label?: readonly (readonly [string, string])[]
  readonly exclude?: readonly string[]
  readonly affinityToken?: string
}

/** What the flags of `lookaside pick` say. */
export interface PickFlags extends RequestFlags {
  readonly count: number
}

/** The flags of every command that decides about a pick. */
export function addRequestFlags(command: Command): Command {
  command
    .option('--key <key>', 'affinity key: what sticky sessions and hashing policies hash or remember')
    .addOption(new Option('--alternates <n>', 'how many fall-backs to add, 0 to 8').argParser(wholeNumber(0, 8)))
    .addOption(new Option('--label <key=value>', 'only backends with this label; may be repeated').argParser(pairs))
    .addOption(new Option('--exclude <backend>', 'not this backend; may be repeated').argParser(each))
  return addLocalityFlags(command).option(
    '--affinity-token <token>',
    'token of an earlier pick, for pools with stateless affinity',
  )
}

export function addLocalityFlags(command: Command): Command {
  return command
    .option('--region <region>', 'region of the caller')
    .option('--zone <zone>', 'zone of the caller; needs --region')
    .option('--sub-zone <sub-zone>', 'sub-zone of the caller; needs --zone')
}

export function addPickFlags(command: Command): Command {
  return addRequestFlags(command).addOption(
    new Option('--count <n>', 'make this many picks and show how they are shared out')
      .argParser(wholeNumber(1, 100_000))
      .default(1, '1'),
  )
}

export function pickRequest(pool: string, flags: RequestFlags): PickBackendRequest {
  const { key = '', alternates = 0, label = [], exclude = [], affinityToken = '' } = flags
  return {
    ...{ pool, affinityKey: key, alternates, affinityToken, locality: localityOf(flags) },
    labelSelector: Object.fromEntries(label),
    excludeBackendIds: [...exclude],
  }
}

/** Null: nobody said. */
export function localityOf({ region, zone, subZone }: LocalityFlags): Locality | null {
  requireWider('--zone', zone, '--region', region)
  requireWider('--sub-zone', subZone, '--zone', zone)
  return region === undefined ? null : { region, zone: zone ?? '', subZone: subZone ?? '' }
}

function requireWider(flag: string, value: string | undefined, widerFlag: string, wider: string | undefined): void {
  if (value === undefined || wider !== undefined) return
  throw new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message: `${flag} needs ${widerFlag}` },
    next: 'a part of a locality may be set only when the part before it is set.',
  })
}
