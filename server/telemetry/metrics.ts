/**
 * Every metric in one table: name, kind, unit, labels and what it says. `docs/reference/metrics.md` lists the same, and a
 * test compares both. Labels are bounded: pools are limited by configuration, everything else is a fixed set of words.
 */
export interface MetricSpec {
  readonly kind: 'counter' | 'gauge'
  /** UCUM unit. */
  readonly unit: string
  readonly labels: readonly string[]
  readonly description: string
}

const metric = (
  kind: MetricSpec['kind'],
  unit: string,
  labels: readonly string[],
  description: string,
): MetricSpec => ({
  kind,
  unit,
  labels,
  description,
})

export const METRICS = {
  'lookaside.picks': metric(
    'counter',
    '{pick}',
    ['pool', 'policy', 'reason'],
    'Picks answered, by the rule that decided.',
  ),
  'lookaside.pick.refusals': metric('counter', '{pick}', ['pool', 'reason'], 'Picks refused, by error reason.'),
  'lookaside.pick.leases_expired': metric(
    'counter',
    '{pick}',
    ['pool'],
    'Picks whose lease ran out without an outcome.',
  ),
  'lookaside.pick.in_flight': metric('gauge', '{pick}', ['pool'], 'Picks of this replica in flight.'),
  'lookaside.pool.backends': metric('gauge', '{backend}', ['pool', 'state'], 'Backends by state.'),
  'lookaside.pool.panic': metric(
    'gauge',
    '1',
    ['pool'],
    '1 while too few backends are eligible and health is ignored.',
  ),
  'lookaside.pool.self_preservation': metric(
    'gauge',
    '1',
    ['pool'],
    '1 while expiry is frozen because many backends went silent at once.',
  ),
  'lookaside.pool.ejected': metric('gauge', '{backend}', ['pool'], 'Backends that outlier detection has ejected.'),
  'lookaside.pool.policy_failures': metric(
    'counter',
    '{failure}',
    ['pool'],
    'Times that the policy threw or answered garbage.',
  ),
  'lookaside.pool.policy_fallback': metric('gauge', '1', ['pool'], '1 while the fallback policy picks.'),
  'lookaside.pool.bindings': metric('gauge', '{binding}', ['pool'], 'Affinity keys that are bound to a backend.'),
  'lookaside.watches': metric('gauge', '{watch}', [], 'Open WatchBackends streams.'),
  'lookaside.reports': metric(
    'counter',
    '{report}',
    ['kind', 'result'],
    'Heartbeats, registrations and outcomes, accepted or by error reason.',
  ),
  'lookaside.rpc.calls': metric('counter', '{call}', ['method', 'code'], 'Calls finished, by method and status code.'),
  'lookaside.rpc.connections': metric('gauge', '{connection}', [], 'Open connections of the gRPC port.'),
  'lookaside.rpc.connections_refused': metric(
    'counter',
    '{connection}',
    [],
    'Connections refused by the limits on their number.',
  ),
  'lookaside.rpc.streams': metric('gauge', '{stream}', [], 'Open streams of the gRPC port.'),
  'lookaside.store.up': metric('gauge', '1', [], '1 while the store answers.'),
  'lookaside.store.silence': metric('gauge', 's', [], 'Time since the store last answered.'),
  'lookaside.store.pending': metric('gauge', '{change}', [], 'Soft changes that wait to be written.'),
  'lookaside.store.epoch_changes': metric(
    'counter',
    '{change}',
    [],
    'Times that the store was found emptied or replaced.',
  ),
  'lookaside.store.repairs': metric('counter', '{repair}', [], 'Re-reads after a gap in revisions or a lost channel.'),
  'lookaside.event_loop.delay_p99': metric(
    'gauge',
    's',
    [],
    '99th percentile of the event loop delay since the last scrape.',
  ),
  'lookaside.process.memory': metric('gauge', 'By', [], 'Resident memory of the process.'),
} as const satisfies Record<string, MetricSpec>

export type MetricName = keyof typeof METRICS
