import type { Request } from './request.ts'

/** Requests by the point at which they finish, the least first. */
export class FinishHeap {
  private points: number[] = []
  private requests: Request[] = []

  get size(): number {
    return this.points.length
  }

  push(point: number, request: Request): void {
    const { points, requests } = this
    let slot = points.length
    points.push(point)
    requests.push(request)
    while (slot > 0) {
      const parent = (slot - 1) >> 1
      const above = points[parent] ?? 0
      if (above <= point) break
      points[slot] = above
      requests[slot] = requests[parent] ?? request
      slot = parent
    }
    points[slot] = point
    requests[slot] = request
  }

  /** Infinity: it is empty. */
  leastPoint(): number {
    return this.points[0] ?? Infinity
  }

  /** The request with the least point, still in the heap. */
  first(): Request | undefined {
    return this.requests[0]
  }

  pop(): Request | undefined {
    const { points, requests } = this
    const first = requests[0]
    const point = points.pop()
    const request = requests.pop()
    if (point === undefined || request === undefined || points.length === 0) return first
    const size = points.length
    let slot = 0
    for (;;) {
      let child = 2 * slot + 1
      if (child >= size) break
      if (child + 1 < size && (points[child + 1] ?? 0) < (points[child] ?? 0)) child += 1
      const below = points[child] ?? 0
      if (below >= point) break
      points[slot] = below
      requests[slot] = requests[child] ?? request
      slot = child
    }
    points[slot] = point
    requests[slot] = request
    return first
  }
}
