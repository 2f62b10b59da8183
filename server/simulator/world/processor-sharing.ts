import { FinishHeap } from './finish-heap.ts'
import type { Machine } from './machine.ts'
import type { Request } from './request.ts'

/**
 * Processor sharing with a bound on the speed of one request: up to `capacity` requests run at full speed, more share the
 * capacity evenly, as threads share cores. All requests advance at one rate, so each finishes when the progress of one that is
 * always there reaches the point at which it came plus its work.
 */
export class ProcessorSharing implements Machine {
  inFlight = 0
  private readonly finish = new FinishHeap()
  private progress = 0
  private workDone = 0
  private updatedAt = 0
  private capacity = 1
  private speed = 1

  arrive(request: Request, now: number): void {
    this.advance(now)
    this.inFlight++
    request.startedAt = now
    this.finish.push(this.progress + request.work, request)
  }

  cancel(_request: Request, now: number): void {
    this.advance(now)
    // Its entry in the heap is thrown away when its turn comes.
    this.inFlight--
  }

  workUntil(now: number): number {
    this.advance(now)
    return this.workDone
  }

  setPower(capacity: number, speed: number, now: number): void {
    this.advance(now)
    this.capacity = capacity
    this.speed = speed
  }

  nextAt(): number {
    this.dropCancelled()
    if (this.finish.size === 0) return Infinity
    const rate = this.rate()
    return rate > 0 ? this.updatedAt + Math.max(0, this.finish.leastPoint() - this.progress) / rate : Infinity
  }

  takeFinished(now: number): Request | undefined {
    this.advance(now)
    this.dropCancelled()
    // A rounding error of a nanosecond is no reason to come back for.
    if (this.finish.leastPoint() > this.progress + 1e-6) return undefined
    this.inFlight--
    return this.finish.pop()
  }

  private rate(): number {
    if (this.inFlight <= this.capacity) return this.speed
    return (this.speed * this.capacity) / this.inFlight
  }

  private advance(now: number): void {
    const passed = now - this.updatedAt
    if (passed <= 0) return
    const step = passed * this.rate()
    this.progress += step
    this.workDone += step * this.inFlight
    this.updatedAt = now
  }

  private dropCancelled(): void {
    while (this.finish.first()?.done === true) this.finish.pop()
  }
}
