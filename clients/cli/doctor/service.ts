import { performance } from 'node:perf_hooks'

import type { ListPoliciesResponse__Output } from '../../../proto/gen/lookaside/v1/ListPoliciesResponse.ts'
import type { Connection } from '../connection.ts'
import { CliFailure } from '../failure.ts'
import { counted, formatSpan } from '../output/quantities.ts'
import { answersHttp } from '../suggestions.ts'
import { takeSample, type TopSample } from '../top-sample.ts'
import { bad, type Finding, ok } from './check.ts'
import { portFinding } from './machine.ts'

const PINGS = 5
/** The clients' own deadline for a pick. */
const SLOW_MS = 50

export interface ServiceFindings {
  readonly reachable: boolean
  readonly findings: readonly Finding[]
}

/** What the gRPC API tells. */
export async function serviceFindings(connection: Connection): Promise<ServiceFindings> {
  const { address } = connection
  try {
    const policies = await listPolicies(connection)
    const latency = await pingFinding(connection)
    const sample = await takeSample(connection, undefined, undefined, () => performance.now())
    const reached = ok('gRPC', `${address} answers`)
    return { reachable: true, findings: [reached, latency, policyFinding(policies), ...poolFindings(sample)] }
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error
    return { reachable: false, findings: await unreachable(error, address) }
  }
}

async function unreachable(failure: CliFailure, address: string): Promise<readonly Finding[]> {
  if (failure.reason !== 'UNREACHABLE') return [bad('gRPC', failure.message, failure.next)]
  if (await answersHttp(address)) {
    return [
      bad('gRPC', `${address} speaks HTTP, not gRPC`, 'name the gRPC port with --address; it is 50051 by default'),
    ]
  }
  return [bad('gRPC', failure.message, failure.next), await portFinding(address)]
}

const listPolicies = ({ admin, ask }: Connection): Promise<ListPoliciesResponse__Output> =>
  ask('ListPolicies', (options, callback) => admin.ListPolicies({}, options, callback))

/** The quickest of a few: the others had the start of the process in them. */
async function pingFinding(connection: Connection): Promise<Finding> {
  let quickest = Number.POSITIVE_INFINITY
  for (let ping = 0; ping < PINGS; ping += 1) {
    const from = performance.now()
    await listPolicies(connection)
    quickest = Math.min(quickest, performance.now() - from)
  }
  const span = formatSpan(quickest)
  if (quickest <= SLOW_MS) return ok('round trip', span)
  return bad('round trip', `${span}, and clients wait ${SLOW_MS} ms for a pick`, 'run a replica nearer to its callers')
}

function policyFinding({ policies }: ListPoliciesResponse__Output): Finding {
  const broken = policies.find(({ loadError }) => loadError !== '')
  if (broken === undefined) return ok('policies', `${counted(policies.length, 'policy', 'policies')} loaded`)
  const detail = `the newest ${broken.type} of ${broken.source} is not in use: ${broken.loadError}`
  return bad('policies', detail, 'mend its file: it is loaded again by itself')
}

function poolFindings({ pools, backends }: TopSample): readonly Finding[] {
  if (pools.length === 0) {
    return [bad('pools', 'there are none', 'register a backend: `lookaside agent --pool <pool> --address <host:port>`')]
  }
  const empty = pools.filter(({ eligible }) => eligible === 0)
  const [first] = empty
  const eligible = pools.reduce((sum, pool) => sum + pool.eligible, 0)
  const all = pools.reduce((sum, pool) => sum + pool.backends, 0)
  const others = empty.length > 1 ? ` (and ${counted(empty.length - 1, 'other pool')})` : ''
  const pickable =
    first === undefined
      ? ok('pools', `${counted(pools.length, 'pool')}, ${eligible} of ${counted(all, 'backend')} may be picked`)
      : bad(
          'pools',
          `no backend of ${first.name} may be picked${others}`,
          `\`lookaside backends ${first.name}\` shows why`,
        )
  return [pickable, agentFinding(backends), ...degradedFindings(pools)]
}

function agentFinding(backends: TopSample['backends']): Finding {
  const all = [...backends.values()].flat()
  const silent = all.filter(({ state }) => state === 'expired')
  const [first] = silent
  if (first === undefined) {
    const oldest = Math.max(0, ...all.map(({ heartbeatAgeMs }) => heartbeatAgeMs ?? 0))
    return ok('heartbeats', all.length === 0 ? 'nobody to hear from' : `the oldest is ${formatSpan(oldest)} old`)
  }
  const detail = `${counted(silent.length, 'backend')} silent, such as ${first.id}: ${first.stateReason}`
  return bad('heartbeats', detail, 'see whether their agents run and reach this service')
}

function degradedFindings(pools: TopSample['pools']): readonly Finding[] {
  return pools.flatMap(({ name, degraded, policy, activePolicy, lastPolicyError }) => {
    const isFallback = activePolicy !== policy
    const fallback = `${activePolicy} stands in for ${policy}: ${lastPolicyError}`
    return [
      ...(isFallback ? [bad(`pool ${name}`, fallback, 'mend the policy; `lookaside policies` shows its source')] : []),
      ...(degraded === null || isFallback
        ? []
        : [
            bad(`pool ${name}`, `degraded: ${degraded.reasons.join(', ')}`, `\`lookaside backends ${name}\` shows why`),
          ]),
    ]
  })
}
