import { defaultPoolConfig, type PoolConfig } from '../pools/pool-config.ts'
import { formatPath } from './path.ts'
import { type PoolBody, poolSchema } from './pool-schema.ts'
import type { ConfigProblem } from './problem.ts'
import { canaryBody, canaryOf, shadowOf } from './trial-sections.ts'
import { faultsOf } from './zod-problems.ts'

export type PoolParseResult =
  | { readonly kind: 'ok'; readonly config: PoolConfig }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

/** Checks a document; `path` is put before the path of each problem. */
export type PoolParser = (document: unknown, path?: string) => PoolParseResult

/**
 * Makes a parser of pools' configurations as the API and the store carry them: the keys of the file, with durations as
 * numbers of milliseconds (or as text, as in the file). Keys that are absent or undefined take the value of `base`.
 * Make it once: building the schema costs far more than a parse.
 */
export function poolParser(base: PoolConfig): PoolParser {
  const schema = poolSchema(base, 'milliseconds')
  return (document, path = '') => {
    const result = schema.safeParse(document)
    if (result.success) return { kind: 'ok', config: poolConfigOf(result.data.name, result.data) }
    const problems = faultsOf(result.error, schema, document).map(({ at, expected, got, hint }) => ({
      ...{ source: '', line: undefined, column: undefined, expected, got, hint },
      path: [path, formatPath(at)].filter((part) => part !== '').join('.'),
    }))
    return { kind: 'invalid', problems }
  }
}

/** {@link poolParser} with the built-in defaults. */
export const parsePoolConfig: PoolParser = poolParser(defaultPoolConfig(''))

/** Gives a checked pool the shape that the rooms work with. */
export function poolConfigOf(name: string, body: PoolBody): PoolConfig {
  const { heartbeat, slowStart, outlierDetection, selfPreservation, affinity, signals, subset } = body
  const { ttl, ...retryBudget } = body.retryBudget
  return {
    name,
    policy: { type: body.policy.type, config: structuredClone(body.policy.config) },
    fallbackPolicy: { type: body.fallbackPolicy.type, config: structuredClone(body.fallbackPolicy.config) },
    heartbeat: {
      intervalMs: heartbeat.interval,
      missedLimit: heartbeat.missedLimit,
      removeAfterMs: heartbeat.removeAfter,
    },
    panicThresholdPercent: body.panicThresholdPercent,
    slowStart: {
      windowMs: slowStart.window,
      aggression: slowStart.aggression,
      minWeightPercent: slowStart.minWeightPercent,
    },
    outlierDetection: {
      enabled: outlierDetection.enabled,
      intervalMs: outlierDetection.interval,
      baseEjectionTimeMs: outlierDetection.baseEjectionTime,
      maxEjectionTimeMs: outlierDetection.maxEjectionTime,
      maxEjectionPercent: outlierDetection.maxEjectionPercent,
      consecutiveErrors: outlierDetection.consecutiveErrors,
      consecutiveConnectFailures: outlierDetection.consecutiveConnectFailures,
      successRate: outlierDetection.successRate,
      failurePercentage: outlierDetection.failurePercentage,
    },
    selfPreservation: {
      enabled: selfPreservation.enabled,
      thresholdPercent: selfPreservation.thresholdPercent,
      minimumBackends: selfPreservation.minimumBackends,
      maxDurationMs: selfPreservation.maxDuration,
    },
    affinity: {
      mode: affinity.mode,
      ttlMs: affinity.ttl,
      onDrain: affinity.onDrain,
      maxBindings: affinity.maxBindings,
    },
    locality: { ...body.locality, weights: { ...body.locality.weights } },
    pickLeaseMs: body.pickLease,
    maxInFlightPerBackend: body.maxInFlightPerBackend,
    signals: { latencyDecayMs: signals.latencyDecay, successRateAlpha: signals.successRateAlpha },
    autoWeights: autoWeightsOf(body.autoWeights),
    subset: { ...subset, keys: [...subset.keys], default: { ...subset.default } },
    subsetting: body.subsetting,
    concurrencyLimit: body.concurrencyLimit,
    retryBudget: { ...retryBudget, ttlMs: ttl },
    shadow: shadowOf(body.shadow),
    canary: canaryOf(body.canary),
  }
}

/**
 * The inverse of {@link parsePoolConfig}: what the store keeps. JSON only, durations in milliseconds; it shares nothing
 * with `config`.
 */
export function poolDocument(config: PoolConfig): Record<string, unknown> {
  const { ttlMs, ...retryBudget } = config.retryBudget
  const body: PoolBody = {
    policy: { type: config.policy.type, config: config.policy.config },
    fallbackPolicy: { type: config.fallbackPolicy.type, config: config.fallbackPolicy.config },
    heartbeat: {
      interval: config.heartbeat.intervalMs,
      missedLimit: config.heartbeat.missedLimit,
      removeAfter: config.heartbeat.removeAfterMs,
    },
    panicThresholdPercent: config.panicThresholdPercent,
    slowStart: {
      window: config.slowStart.windowMs,
      aggression: config.slowStart.aggression,
      minWeightPercent: config.slowStart.minWeightPercent,
    },
    outlierDetection: outlierDocument(config.outlierDetection),
    selfPreservation: {
      enabled: config.selfPreservation.enabled,
      thresholdPercent: config.selfPreservation.thresholdPercent,
      minimumBackends: config.selfPreservation.minimumBackends,
      maxDuration: config.selfPreservation.maxDurationMs,
    },
    affinity: {
      mode: config.affinity.mode,
      ttl: config.affinity.ttlMs,
      onDrain: config.affinity.onDrain,
      maxBindings: config.affinity.maxBindings,
    },
    locality: config.locality,
    pickLease: config.pickLeaseMs,
    maxInFlightPerBackend: config.maxInFlightPerBackend,
    signals: { latencyDecay: config.signals.latencyDecayMs, successRateAlpha: config.signals.successRateAlpha },
    autoWeights: autoWeightsDocument(config.autoWeights),
    subset: { ...config.subset, keys: [...config.subset.keys] },
    subsetting: config.subsetting,
    concurrencyLimit: config.concurrencyLimit,
    retryBudget: { ...retryBudget, ttl: ttlMs },
    ...(config.shadow === undefined ? {} : { shadow: config.shadow }),
    ...(config.canary === undefined ? {} : { canary: canaryBody(config.canary) }),
  }
  return structuredClone({ name: config.name, ...body })
}

function outlierDocument(config: PoolConfig['outlierDetection']): PoolBody['outlierDetection'] {
  return {
    enabled: config.enabled,
    interval: config.intervalMs,
    baseEjectionTime: config.baseEjectionTimeMs,
    maxEjectionTime: config.maxEjectionTimeMs,
    maxEjectionPercent: config.maxEjectionPercent,
    consecutiveErrors: config.consecutiveErrors,
    consecutiveConnectFailures: config.consecutiveConnectFailures,
    successRate: config.successRate,
    failurePercentage: config.failurePercentage,
  }
}

function autoWeightsOf({ interval, ...rest }: PoolBody['autoWeights']): PoolConfig['autoWeights'] {
  return { ...rest, intervalMs: interval }
}

function autoWeightsDocument({ intervalMs, ...rest }: PoolConfig['autoWeights']): PoolBody['autoWeights'] {
  return { ...rest, interval: intervalMs }
}
