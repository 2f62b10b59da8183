/**
 * Automatic weights as in Dropbox's Robinhood: the factor of each backend follows a PID controller on how far its utilization
 * is from the mean of its group. Pure: one call is one step.
 *
 * The error is the logarithm of mean / utilization, so that it does not depend on what utilization is measured in, and twice
 * too much is as far away as half. The controller works in its velocity form: a step changes the factor by
 * exp(kp * change of the error + ki * error + kd * change of the change), so the factor itself is the sum that other forms
 * keep apart. A bound therefore winds nothing up, and replicas share all there is to share by telling their factors.
 *
 * Source: Dropbox, "Robinhood: Dropbox's in-house load balancing service" (PID on mean utilization - utilization).
 */

import type { AutoWeightsSettings } from '../pool-config.ts'
import { fitTo } from './fit.ts'

/** A backend before a step. */
export interface Measured {
  /** More than 0. */
  readonly factor: number
  /** Undefined: nothing that may be acted on, so the factor is held. */
  readonly utilization: number | undefined
  /** Errors of the last step and the one before. Undefined: it took no part there. */
  readonly errors: Errors
}

export interface Errors {
  readonly last: number | undefined
  readonly before: number | undefined
}

export interface Step {
  /** Mean utilization of those that take part. Undefined: fewer than two do, and nothing moves. */
  readonly mean: number | undefined
  /** In the order of the backends. */
  readonly factors: readonly number[]
  readonly errors: readonly Errors[]
}

export const NO_ERRORS: Errors = { last: undefined, before: undefined }

/** Below this mean, what backends do besides serving outweighs what weights can move. */
export const IDLE_UTILIZATION = 0.02

/** Errors beyond a factor of e say no more than that. */
const MOST_ERROR = 1

/** One backend that reports nonsense must not hide the differences between the others. */
const MOST_OVER_MEDIAN = 4

export function step(group: readonly Measured[], settings: AutoWeightsSettings): Step {
  const utilizations = group.flatMap(({ utilization }) => (isMeasure(utilization) ? [utilization] : []))
  const mean = robustMean(utilizations)
  if (utilizations.length < 2 || mean < IDLE_UTILIZATION) return held(group, utilizations.length < 2 ? undefined : mean)
  const errors = group.map((member) => nextErrors(member, mean, settings))
  const moves = group.some(({ utilization }, index) => isMeasure(utilization) && errors[index]?.last !== 0)
  const factors = moves ? nextFactors(group, errors, settings) : group.map(({ factor }) => factor)
  return { mean, factors, errors }
}

/** Whether the controller acts on it. */
export function isMeasure(utilization: number | undefined): utilization is number {
  return utilization !== undefined && Number.isFinite(utilization) && utilization >= 0
}

function held(group: readonly Measured[], mean: number | undefined): Step {
  return { mean, factors: group.map(({ factor }) => factor), errors: group.map(() => NO_ERRORS) }
}

function robustMean(utilizations: readonly number[]): number {
  if (utilizations.length === 0) return 0
  const sorted = [...utilizations].sort((a, b) => a - b)
  const median = sorted[sorted.length >> 1] ?? 0
  const most = median > 0 ? median * MOST_OVER_MEDIAN : Infinity
  return sorted.reduce((sum, utilization) => sum + Math.min(utilization, most) / sorted.length, 0)
}

function nextErrors({ utilization, errors }: Measured, mean: number, settings: AutoWeightsSettings): Errors {
  if (!isMeasure(utilization)) return NO_ERRORS
  const isNear = Math.abs(utilization / mean - 1) * 100 <= settings.tolerancePercent
  const error = isNear ? 0 : Math.min(MOST_ERROR, Math.max(-MOST_ERROR, Math.log(mean / utilization)))
  return { last: error, before: errors.last }
}

/** Those that are held keep their factors; the others move within their bounds, so that the mean of all is 1. */
function nextFactors(group: readonly Measured[], errors: readonly Errors[], settings: AutoWeightsSettings): number[] {
  const { minFactor, maxFactor, maxChangePercent } = settings
  const bounded = (factor: number): number => Math.min(maxFactor, Math.max(minFactor, factor))
  const most = 1 + maxChangePercent / 100
  const moving: { readonly index: number; readonly factor: number; readonly least: number; readonly most: number }[] =
    []
  let left = group.length
  group.forEach(({ factor, utilization, errors: past }, index) => {
    const error = errors[index]?.last
    if (!isMeasure(utilization) || error === undefined) {
      left -= factor
      return
    }
    const wanted = factor * Math.exp(change(error, past, settings))
    moving.push({ index, factor: wanted, least: bounded(factor / most), most: bounded(factor * most) })
  })
  const factors = group.map(({ factor }) => factor)
  fitTo(left, moving).forEach((factor, at) => {
    const index = moving[at]?.index
    if (index !== undefined) factors[index] = factor
  })
  return factors
}

/** By how much the logarithm of the factor grows. Without a past there is nothing that the error changed from. */
function change(error: number, past: Errors, { kp, ki, kd }: AutoWeightsSettings): number {
  const last = past.last ?? error
  const before = past.before ?? last
  return kp * (error - last) + ki * error + kd * (error - 2 * last + before)
}
