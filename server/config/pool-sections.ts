import type { PoolConfig } from '../pools/pool-config.ts'
import { choice, decimal, type DurationForm, duration, fraction, integer, section, toggle } from './setting.ts'

/**
 * The sections of a pool's configuration with the ranges of `proto/lookaside/v1/pool_config.proto`; a test compares. `base`
 * gives the defaults.
 */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const percent = (min: number, about: string) => integer({ min, max: 100 }, about)

export function heartbeatSection(base: PoolConfig['heartbeat'], form: DurationForm) {
  return section('Rhythm and patience of heartbeats.', {
    interval: duration(form, { min: 100, max: MINUTE }, 'Time between two heartbeats of a backend.').default(
      base.intervalMs,
    ),
    missedLimit: integer(
      { min: 2, max: 20 },
      'A backend is ineligible after this many intervals without a heartbeat.',
    ).default(base.missedLimit),
    removeAfter: duration(
      form,
      { min: SECOND, max: 7 * DAY },
      'A backend is forgotten after this long without a heartbeat.',
    ).default(base.removeAfterMs),
  }).prefault({})
}

export function slowStartSection(base: PoolConfig['slowStart'], form: DurationForm) {
  return section('How the share of a new or returning backend grows.', {
    window: duration(form, { min: 0, max: HOUR }, 'Length of the ramp; `0s` switches slow start off.').default(
      base.windowMs,
    ),
    aggression: fraction({ max: 10 }, 'Form of the ramp; 1 is linear.').default(base.aggression),
    minWeightPercent: percent(1, 'Least share during the ramp, in percent.').default(base.minWeightPercent),
  }).prefault({})
}

export function outlierSection(base: PoolConfig['outlierDetection'], form: DurationForm) {
  const enforcing = 'Percentage of the outliers found that are ejected; 0 switches this off.'
  const minimum = integer({ min: 1, max: 10_000 }, 'Backends with enough requests that are needed to judge any.')
  const volume = integer({ min: 1, max: 1_000_000 }, 'Requests of a backend in one interval that are enough.')
  const streak = (about: string) => integer({ min: 0, max: 1_000 }, about)
  return section('When a backend with bad outcomes is left out for a while.', {
    enabled: toggle('Off when false.').default(base.enabled),
    interval: duration(form, { min: 100, max: HOUR }, 'Time between two sweeps.').default(base.intervalMs),
    baseEjectionTime: duration(
      form,
      { min: 100, max: HOUR },
      'Length of the first ejection; each further one is longer by this.',
    ).default(base.baseEjectionTimeMs),
    maxEjectionTime: duration(form, { min: 100, max: DAY }, 'Longest ejection.').default(base.maxEjectionTimeMs),
    maxEjectionPercent: percent(
      0,
      'No further backend is ejected while this percentage is ejected already; one always may be.',
    ).default(base.maxEjectionPercent),
    consecutiveErrors: streak(
      'Errors and time-outs in a row that eject a backend at once; 0 switches this off.',
    ).default(base.consecutiveErrors),
    consecutiveConnectFailures: streak(
      'Failed connections in a row that eject a backend at once; 0 switches this off.',
    ).default(base.consecutiveConnectFailures),
    successRate: section('Compares success rates between backends.', {
      stdevFactor: integer({ min: 0, max: 10_000 }, 'Thousandths of a standard deviation below the mean.').default(
        base.successRate.stdevFactor,
      ),
      enforcingPercent: percent(0, enforcing).default(base.successRate.enforcingPercent),
      minimumBackends: minimum.default(base.successRate.minimumBackends),
      requestVolume: volume.default(base.successRate.requestVolume),
    }).prefault({}),
    failurePercentage: section('Looks at the failures of each backend alone.', {
      threshold: percent(0, 'A backend fails too often above this percentage.').default(
        base.failurePercentage.threshold,
      ),
      enforcingPercent: percent(0, enforcing).default(base.failurePercentage.enforcingPercent),
      minimumBackends: minimum.default(base.failurePercentage.minimumBackends),
      requestVolume: volume.default(base.failurePercentage.requestVolume),
    }).prefault({}),
  }).prefault({})
}

export function selfPreservationSection(base: PoolConfig['selfPreservation'], form: DurationForm) {
  return section('When the silence of many backends is taken for a fault of our own.', {
    enabled: toggle('Off when false.').default(base.enabled),
    thresholdPercent: percent(
      1,
      'It begins when more than this percentage of the backends would expire within one lease.',
    ).default(base.thresholdPercent),
    minimumBackends: integer({ min: 0, max: 10_000 }, 'And more than this many.').default(base.minimumBackends),
    maxDuration: duration(form, { min: SECOND, max: DAY }, 'It ends after this long at the latest.').default(
      base.maxDurationMs,
    ),
  }).prefault({})
}

export function affinitySection(base: PoolConfig['affinity'], form: DurationForm) {
  return section('Which calls go to the same backend again.', {
    mode: choice(
      ['none', 'hash', 'binding', 'token'],
      'By a hash of the key, by a remembered binding, or by a token that the caller brings back.',
    ).default(base.mode),
    ttl: duration(form, { min: SECOND, max: 7 * DAY }, 'How long a binding lasts after its last use.').default(
      base.ttlMs,
    ),
    onDrain: choice(['move', 'stay'], 'What a draining backend means for calls that are bound to it.').default(
      base.onDrain,
    ),
    maxBindings: integer(
      { min: 1, max: 10_000_000 },
      'Most bindings that are remembered; the least recently used goes first.',
    ).default(base.maxBindings),
  }).prefault({})
}

export function signalsSection(base: PoolConfig['signals'], form: DurationForm) {
  return section('How fast the observed signals forget.', {
    latencyDecay: duration(form, { min: 100, max: HOUR }, 'Time constant of the latency signal.').default(
      base.latencyDecayMs,
    ),
    successRateAlpha: fraction({ max: 1 }, 'Weight of one outcome in the success rate signal.').default(
      base.successRateAlpha,
    ),
  }).prefault({})
}

export function autoWeightsSection(base: PoolConfig['autoWeights'], form: DurationForm) {
  const gain = (about: string) => decimal({ min: 0, max: 1 }, about)
  return section('How weights follow the utilization that backends report.', {
    mode: choice(
      ['off', 'dry_run', 'on'],
      'Whether factors are worked out and in force: dry_run shows them and changes nothing.',
    ).default(base.mode),
    interval: duration(form, { min: SECOND, max: HOUR }, 'Time between two steps of the controller.').default(
      base.intervalMs,
    ),
    kp: gain('Gain on how much the error changed.').default(base.kp),
    ki: gain('Gain on the error: the share of it that one step takes away.').default(base.ki),
    kd: gain('Gain on how much that change changed.').default(base.kd),
    minFactor: decimal({ min: 0.01, max: 1 }, 'Least factor.').default(base.minFactor),
    maxFactor: decimal({ min: 1, max: 100 }, 'Largest factor.').default(base.maxFactor),
    maxChangePercent: percent(1, 'Most that a factor changes in one step.').default(base.maxChangePercent),
    tolerancePercent: integer(
      { min: 0, max: 50 },
      'A utilization this near to the mean is left as it is, in percent of the mean.',
    ).default(base.tolerancePercent),
  }).prefault({})
}
