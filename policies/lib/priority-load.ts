/**
 * How load is split over priority levels, as Envoy does it (load_balancer_impl.cc: recalculatePerPriorityState,
 * recalculatePerPriorityPanic, recalculateLoadInTotalPanic, choosePriority). All arithmetic is in whole percents.
 */

/** One level, the most wanted first. */
export interface PriorityLevel {
  /** All backends of the level, excluded ones included. */
  readonly total: number
  readonly healthy: number
  readonly degraded: number
  /** Backends that do not count, for example because nothing is known of them yet. */
  readonly excluded: number
  /** Sums of weights, where health is measured by weight; `total` without the excluded. Undefined: by count. */
  readonly weights?: { readonly healthy: number; readonly degraded: number; readonly total: number } | undefined
}

export interface PriorityRules {
  /** 140: a level takes all its load until fewer than 100/140 of it are healthy. */
  readonly overprovisioningPercent: number
  /** Health is ignored in a level with fewer than this percentage of healthy and degraded. 0: never. */
  readonly panicThresholdPercent: number
}

export const ENVOY_PRIORITY_RULES: PriorityRules = { overprovisioningPercent: 140, panicThresholdPercent: 50 }

/** Percentages by level; both lists together sum to 100. */
export interface PriorityLoad {
  readonly healthy: readonly number[]
  readonly degraded: readonly number[]
  /** Whether health is ignored in the level. */
  readonly panic: readonly boolean[]
}

export function priorityLoad(
  levels: readonly PriorityLevel[],
  rules: PriorityRules = ENVOY_PRIORITY_RULES,
): PriorityLoad {
  const { overprovisioningPercent, panicThresholdPercent } = rules
  const healthy = levels.map((level) => availability(level, 'healthy', overprovisioningPercent))
  const degraded = levels.map((level) => availability(level, 'degraded', overprovisioningPercent))
  const available = Math.min(100, sum(healthy) + sum(degraded))
  const threshold = Math.min(100, panicThresholdPercent)

  if (threshold <= 0 && available === 0) {
    // Nobody can be picked; the load must still sum to 100.
    const first = levels.map((_, index) => (index === 0 ? 100 : 0))
    return { healthy: first, degraded: levels.map(() => 0), panic: levels.map(() => false) }
  }
  const panic = levels.map((level) => available < 100 && usablePercent(level) < threshold)
  if (panic.every(Boolean)) return { healthy: loadByCount(levels), degraded: levels.map(() => 0), panic }
  return { ...fill(healthy, degraded, available), panic }
}

/** Which backends of a level may be picked: the healthy (or degraded) ones, all, or none. */
export function candidatesOf(load: PriorityLoad, level: number, failOnPanic: boolean): 'usable' | 'all' | 'none' {
  if (load.panic[level] !== true) return 'usable'
  return failOnPanic ? 'none' : 'all'
}

/** Level and health class for a hash or a random integer, at least 0. */
export function choosePriority(hash: number, load: PriorityLoad): { level: number; health: 'healthy' | 'degraded' } {
  const target = (hash % 100) + 1
  let reached = 0
  for (const health of ['healthy', 'degraded'] as const) {
    for (const [level, percent] of load[health].entries()) {
      reached += percent
      if (target <= reached) return { level, health }
    }
  }
  return { level: 0, health: 'healthy' }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function availability(level: PriorityLevel, health: 'healthy' | 'degraded', overprovisioningPercent: number): number {
  const counted = level.total - level.excluded
  if (counted <= 0) return 0
  const total = level.weights?.total ?? counted
  const usable = level.weights?.[health] ?? level[health]
  return total <= 0 ? 0 : Math.min(100, Math.floor((overprovisioningPercent * usable) / total))
}

/** By count even where weights are given, as in Envoy's isHostSetInPanic. */
function usablePercent(level: PriorityLevel): number {
  const counted = level.total - level.excluded
  return counted <= 0 ? 0 : (100 * level.healthy) / counted + (100 * level.degraded) / counted
}

/** Fills the healthy levels in order, then the degraded; the first available level takes what rounding left. */
function fill(
  healthy: readonly number[],
  degraded: readonly number[],
  available: number,
): { healthy: number[]; degraded: number[] } {
  let left = 100
  const take = (percent: number): number => {
    const load = available === 0 ? 0 : Math.min(left, Math.floor((percent * 100) / available))
    left -= load
    return load
  }
  const load = { healthy: healthy.map(take), degraded: degraded.map(take) }
  const firstHealthy = healthy.findIndex((percent) => percent > 0)
  const firstDegraded = degraded.findIndex((percent) => percent > 0)
  if (firstHealthy >= 0) load.healthy[firstHealthy] = (load.healthy[firstHealthy] ?? 0) + left
  else if (firstDegraded >= 0) load.degraded[firstDegraded] = (load.degraded[firstDegraded] ?? 0) + left
  return load
}

function loadByCount(levels: readonly PriorityLevel[]): number[] {
  const total = sum(levels.map((level) => level.total))
  if (total === 0) return levels.map((_, index) => (index === 0 ? 100 : 0))
  const load = levels.map((level) => Math.floor((100 * level.total) / total))
  const first = levels.findIndex((level) => level.total > 0)
  load[first] = (load[first] ?? 0) + 100 - sum(load)
  return load
}
