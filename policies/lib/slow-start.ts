export interface SlowStart {
  /** Length of the ramp in milliseconds. 0: no slow start. */
  readonly windowMs: number
  /** Shape of the ramp, more than 0. 1: linear; more: the share grows faster at first. */
  readonly aggression: number
  /** Least factor in percent, 0 to 100. */
  readonly minWeightPercent: number
}

/**
 * Factor of the weight of a backend that has been eligible for `ageMs`: more than 0, at most 1. Envoy's rule
 * (EdfLoadBalancerBase::applySlowStartFactor): max((max(1 ms, age) / window) ^ (1 / aggression), minimum), and 1 from
 * the end of the window on.
 */
export function slowStartFactor(ageMs: number, { windowMs, aggression, minWeightPercent }: SlowStart): number {
  const age = Math.max(1, Math.trunc(ageMs))
  if (!(windowMs > 0) || !(age < windowMs)) return 1
  const elapsed = age / windowMs
  const ramp = aggression > 0 && aggression !== 1 ? elapsed ** (1 / aggression) : elapsed
  return Math.min(1, Math.max(ramp, minWeightPercent / 100, Number.MIN_VALUE))
}
