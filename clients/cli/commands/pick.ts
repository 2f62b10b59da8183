import { Command } from 'commander'

import type { PickBackendResponse__Output } from '../../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import { backendCard } from '../backend-line.ts'
import type { CliDeps } from '../deps.ts'
import { distribute, type Distribution } from '../distribution.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { bar } from '../output/bar.ts'
import { formatCount, formatShare, formatSpan, millisecondsOf } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { degradation, pickReasonWord } from '../output/words.ts'
import { addPickFlags, type PickFlags, pickRequest } from '../pick-request.ts'
import { adviceFor } from '../service-failure.ts'
import { inSession, type Session } from '../session.ts'

export function pickCommand(deps: CliDeps): Command {
  const command = new Command('pick')
    .description('pick a backend, or many to see how picks are shared out')
    .argument('<pool>', 'name of the pool')
  return addPickFlags(command).action((pool: string, flags: PickFlags, self: Command) => {
    const request = pickRequest(pool, flags)
    return inSession(deps, self, async (session) => {
      const { connection } = session
      if (flags.count > 1) return printDistribution(session, pool, await distribute(connection, request, flags.count))
      const answer = await connection.ask<PickBackendResponse__Output>('PickBackend', (options, callback) =>
        connection.picks.PickBackend(request, options, callback),
      )
      printPick(session, pool, answer)
    })
  })
}

function printPick({ output, json, print, style }: Session, pool: string, answer: PickBackendResponse__Output): void {
  const pick = {
    pool,
    backend: backendCard(answer.backend),
    alternates: answer.alternates.map(backendCard),
    pickToken: answer.pickToken,
    leaseMs: millisecondsOf(answer.lease),
    reason: pickReasonWord(answer.reason),
    revision: answer.revision,
    maxAgeMs: millisecondsOf(answer.cache?.maxAge ?? null),
    staleAgeMs: millisecondsOf(answer.cache?.staleAge ?? null),
    degraded: degradation(answer.degraded),
    affinityToken: answer.affinityToken,
  }
  if (output === 'json') return json('pick', pick)
  const { region, zone, subZone } = pick.backend.locality
  const lines: readonly (readonly [string, string])[] = [
    ['backend', pick.backend.id],
    ['address', pick.backend.address],
    ['locality', [region, zone, subZone].filter((part) => part !== '').join(' / ')],
    [
      'labels',
      Object.entries(pick.backend.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ],
    ['alternates', pick.alternates.map(({ id, address }) => `${id} (${address})`).join(', ')],
    ['reason', pick.reason],
    ['lease', pick.leaseMs === null ? '' : formatSpan(pick.leaseMs)],
    ['pick token', pick.pickToken],
    ['affinity token', pick.affinityToken],
    [
      'degraded',
      pick.degraded === null ? '' : `${pick.degraded.reasons.join(', ')} for ${formatSpan(pick.degraded.ageMs)}`,
    ],
  ]
  for (const [label, value] of lines) {
    if (value === '') continue
    const text = safeText(value)
    print(`${style.dim(label.padEnd(14))}  ${label === 'degraded' ? style.warn(text) : text}`)
  }
}

/** Enough to compare shares by eye. */
const BAR_WIDTH = 20

function printDistribution({ output, json, table, remark, style }: Session, pool: string, result: Distribution): void {
  if (output === 'json') json('distribution', { pool, ...result })
  else if (result.shares.length > 0) {
    const most = result.shares[0]?.share ?? 1
    table(result.shares, [
      { title: 'BACKEND', cell: ({ backendId }) => backendId, shrinksTo: 16 },
      { title: 'ADDRESS', cell: ({ address }) => address, dispensable: 2, shrinksTo: 15 },
      { title: 'PICKS', cell: ({ picks }) => formatCount(picks), align: 'right' },
      { title: 'SHARE', cell: ({ share }) => formatShare(share), align: 'right' },
      {
        title: '',
        cell: ({ share }) => bar(share / most, BAR_WIDTH),
        paint: (text) => style.note(text),
        dispensable: 1,
      },
    ])
  }
  if (result.picked === 0) throw nothingPicked(pool, result)
  if (output === 'json') return
  for (const { reason, message, count } of result.refusals) {
    remark(`${formatCount(count)} refused: ${safeText(message)} (${safeText(reason)})`)
  }
}

function nothingPicked(pool: string, { refused, refusals }: Distribution): CliFailure {
  const [first] = refusals
  const reason = first?.reason ?? 'UNKNOWN'
  const message = `all ${formatCount(refused)} picks were refused: ${first?.message ?? 'no reason was given'}`
  return new CliFailure({ exitCode: EXIT.refused, reason, message, next: adviceFor(reason, pool) })
}
