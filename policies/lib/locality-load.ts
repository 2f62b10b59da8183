/**
 * Weight of a locality in proportion to what is left of it: weight * min(1, factor * healthy / total), as in Envoy
 * (HostSetImpl::effectiveLocalityWeight). Draw localities by these weights, for example with an EdfScheduler.
 *
 * @param overprovisioningPercent how much of its share a locality can take over, in percent. Default: Envoy's 140.
 */
export function effectiveLocalityWeight(
  weight: number,
  healthy: number,
  total: number,
  overprovisioningPercent = 140,
): number {
  if (total <= 0) return 0
  return weight * Math.min(1, (overprovisioningPercent / 100) * (healthy / total))
}
