/**
 * How nginx's least_time averages and compares response times, in whole milliseconds.
 *
 * Source: nginx, ngx_http_upstream_least_time_module.c, ngx_http_upstream_least_time_eta and
 * ngx_http_upstream_response_time_avg.
 */

/** Above it, backends count as equally slow, so that the requests in flight decide. */
const SLOWEST_MS = 5000

/** Times are rounded up to a multiple of this, so that close backends take turns in place of one being the best. */
const BUCKET_MS = 20

/** The average after one more sample: 0.05 of the sample, 0.95 of the average; the first sample as it is. */
export function averageTime(averageMs: number, sampleMs: number): number {
  const sample = Math.round(sampleMs)
  return averageMs > 0 ? Math.floor(0.5 + 0.05 * sample + 0.95 * averageMs) : sample
}

/**
 * The average of a backend that has been idle: halved once for each failTimeout + 1 seconds, so that a slow backend
 * gets another chance.
 */
export function timeAfterIdling(averageMs: number, idleSeconds: number, failTimeoutSeconds: number): number {
  if (!(idleSeconds > failTimeoutSeconds)) return averageMs
  return Math.floor(averageMs / 2 ** Math.floor(idleSeconds / (failTimeoutSeconds + 1)))
}

/** Estimated time to finish what is in flight and one request more. */
export function estimatedTime(timeMs: number, inFlight: number): number {
  const bucket = timeMs > SLOWEST_MS ? SLOWEST_MS : timeMs + BUCKET_MS - (timeMs % BUCKET_MS)
  return bucket * (1 + inFlight)
}
