/**
 * Every metric in one table: name, kind, unit, labels and what it says. `docs/reference/metrics.md` lists the same, and a
 * test compares both. Labels are bounded: pools are limited by configuration, backends are shown in small pools only, and
 * everything else is a fixed set of words.
 */
export interface MetricSpec {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** UCUM unit. `{flag}`: 0 or 1; a plain `1` is a ratio to those who translate names to Prometheus'. */
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
  'lookaside.pick.duration': metric(
    'histogram',
    's',
    ['pool', 'policy', 'result', 'reason'],
    'How long a pick takes, from the checked query to the answer.',
  ),
  'lookaside.pick.candidates': metric(
    'gauge',
    '{backend}',
    ['pool'],
    'Backends that a pick without wishes may choose.',
  ),
  'lookaside.pick.leases_expired': metric(
    'counter',
    '{pick}',
    ['pool'],
    'Picks whose lease ran out without an outcome.',
  ),
  'lookaside.pick.in_flight': metric('gauge', '{pick}', ['pool'], 'Picks of this replica in flight.'),
  'lookaside.backend.picks': metric(
    'counter',
    '{pick}',
    ['pool', 'backend'],
    'Picks of each backend, in pools of at most 50 backends.',
  ),
  'lookaside.pool.backends': metric('gauge', '{backend}', ['pool', 'state'], 'Backends by state.'),
  'lookaside.pool.panic': metric(
    'gauge',
    '{flag}',
    ['pool'],
    '1 while too few backends are eligible and health is ignored.',
  ),
  'lookaside.pool.self_preservation': metric(
    'gauge',
    '{flag}',
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
  'lookaside.pool.policy_fallback': metric('gauge', '{flag}', ['pool'], '1 while the fallback policy picks.'),
  'lookaside.pool.bindings': metric('gauge', '{binding}', ['pool'], 'Affinity keys that are bound to a backend.'),
  'lookaside.pool.signal_age': metric(
    'gauge',
    's',
    ['pool', 'signal'],
    'Age of the oldest heartbeat and load report of a backend that may be picked.',
  ),
  'lookaside.pool.utilization_imbalance': metric(
    'gauge',
    '{ratio}',
    ['pool'],
    'Largest reported utilization over the mean, as automatic weights saw it last; 1 is even.',
  ),
  'lookaside.pool.auto_weight_changes': metric(
    'counter',
    '{change}',
    ['pool'],
    'Changes of factors by automatic weights, dry runs included.',
  ),
  'lookaside.backend.auto_weight': metric(
    'gauge',
    '{factor}',
    ['pool', 'backend'],
    'Factor of automatic weights of each backend, in pools of at most 50 backends, dry runs included.',
  ),
  'lookaside.shadow.picks': metric(
    'counter',
    '{pick}',
    ['pool', 'policy', 'result'],
    'Picks for which the shadow was asked: it named the same backend, another, nobody, or failed.',
  ),
  'lookaside.shadow.cost_ratio': metric(
    'gauge',
    '1',
    ['pool', 'policy'],
    "Predicted cost of the shadow's choices over that of the real ones; below 1 is better.",
  ),
  'lookaside.canary.share': metric('gauge', '1', ['pool', 'policy'], 'Part of the picks that the canary makes.'),
  'lookaside.canary.outcomes': metric(
    'counter',
    '{outcome}',
    ['pool', 'policy', 'arm', 'result'],
    'Outcomes of picks by the canary and by the policy beside it.',
  ),
  'lookaside.canary.latency_p99': metric(
    'gauge',
    's',
    ['pool', 'policy', 'arm'],
    '99th percentile latency in the last window judged, of the canary and of the policy beside it.',
  ),
  'lookaside.canary.rollbacks': metric('counter', '{rollback}', ['pool'], 'Canaries that this replica rolled back.'),
  'lookaside.canary.rolled_back': metric('gauge', '{flag}', ['pool'], '1 while the canary of the pool is rolled back.'),
  'lookaside.watches': metric('gauge', '{watch}', [], 'Open WatchBackends streams.'),
  'lookaside.reports': metric(
    'counter',
    '{report}',
    ['kind', 'result'],
    'Heartbeats, registrations and outcomes, accepted or by error reason.',
  ),
  'lookaside.decisions': metric(
    'counter',
    '{decision}',
    ['result'],
    'Decisions recorded, and odd ones dropped since too many came at once.',
  ),
  'lookaside.spans': metric('counter', '{span}', ['result'], 'Spans exported, failed to export, or dropped unsent.'),
  'lookaside.config.last_reload_successful': metric(
    'gauge',
    '{flag}',
    [],
    '1 unless the last reload of the configuration was refused.',
  ),
  'lookaside.config.last_reload_timestamp': metric(
    'gauge',
    's',
    [],
    'When the configuration was last reloaded, or read at the start; seconds since 1970.',
  ),
  'rpc.server.call.duration': metric(
    'histogram',
    's',
    ['rpc.method', 'rpc.response.status_code'],
    'How long calls take, by method and status code; streams from opening to end.',
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
  'lookaside.store.up': metric('gauge', '{flag}', [], '1 while the store answers.'),
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
    '99th percentile of the event loop delay of the last 10 to 20 seconds.',
  ),
  'lookaside.process.memory': metric('gauge', 'By', [], 'Resident memory of the process.'),
} as const satisfies Record<string, MetricSpec>

export type MetricName = keyof typeof METRICS
