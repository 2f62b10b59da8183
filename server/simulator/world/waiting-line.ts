import { FinishHeap } from './finish-heap.ts'
import type { Machine } from './machine.ts'
import type { Request } from './request.ts'

/** First in, first out: `capacity` requests run at full speed, the others wait. With capacity 1 it is the M/M/1 queue's server. */
export class WaitingLine implements Machine {
  inFlight = 0
  private readonly running = new FinishHeap()
  private runningNow = 0
  private waiting: Request[] = []
  /** Where the line begins in `waiting`. */
  private head = 0
  private progress = 0
  private workDone = 0
  private updatedAt = 0
  private capacity = 1
  private speed = 1

  arrive(request: Request, now: number): void {
    this.advance(now)
    this.inFlight++
    this.waiting.push(request)
    this.startWaiting()
  }

  cancel(request: Request, now: number): void {
    this.advance(now)
    this.inFlight--
    if (request.running) this.runningNow--
    this.startWaiting()
  }

  workUntil(now: number): number {
    this.advance(now)
    return this.workDone
  }

  setPower(capacity: number, speed: number, now: number): void {
    this.advance(now)
    // Fewer places interrupt nobody: those that run go on, and the next ones wait longer.
    this.capacity = Math.max(1, Math.floor(capacity))
    this.speed = speed
    this.startWaiting()
  }

  nextAt(): number {
    this.dropCancelled()
    if (this.running.size === 0 || this.speed <= 0) return Infinity
    return this.updatedAt + Math.max(0, this.running.leastPoint() - this.progress) / this.speed
  }

  takeFinished(now: number): Request | undefined {
    this.advance(now)
    this.dropCancelled()
    if (this.running.leastPoint() > this.progress + 1e-6) return undefined
    const request = this.running.pop()
    this.inFlight--
    this.runningNow--
    this.startWaiting()
    return request
  }

  private startWaiting(): void {
    while (this.runningNow < this.capacity && this.head < this.waiting.length) {
      const request = this.waiting[this.head++]
      if (request === undefined || request.done) continue
      this.runningNow++
      request.running = true
      request.startedAt = this.updatedAt
      this.running.push(this.progress + request.work, request)
    }
    if (this.head > 1_024 && this.head * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.head)
      this.head = 0
    }
  }

  private advance(now: number): void {
    const passed = now - this.updatedAt
    if (passed <= 0) return
    this.progress += passed * this.speed
    this.workDone += passed * this.speed * this.runningNow
    this.updatedAt = now
  }

  private dropCancelled(): void {
    while (this.running.first()?.done === true) this.running.pop()
  }
}
