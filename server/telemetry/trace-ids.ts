const TWO_32 = 0x1_0000_0000

/**
 * The ids of spans, as the SDK asks for them. A trace that begins here can be drawn first: whether a sampler by ratio takes it
 * depends on its id alone, so one random number tells before anything is made for those that it leaves out.
 */
export interface TraceIds {
  /** Draws the trace that begins next. False: it is left out, and nobody needs its id. */
  draw(): boolean
  generateTraceId(): string
  generateSpanId(): string
}

/**
 * `ratio`: share of the traces that begin here that is sampled, 0 to 1. The SDK's `TraceIdRatioBasedSampler` takes an id when the
 * exclusive or of its four words of 32 bits is below `ratio * (2^32 - 1)`. So that is what is drawn, and the id is made to fit.
 */
export function createTraceIds(ratio: number, random: () => number = Math.random): TraceIds {
  const bound = ratio >= 1 ? TWO_32 : Math.floor(ratio * (TWO_32 - 1))
  const word = (): number => Math.floor(random() * TWO_32)
  let drawn: number | undefined
  return {
    draw() {
      const mixed = word()
      if (mixed >= bound) return false
      drawn = mixed
      return true
    },
    generateTraceId() {
      const mixed = drawn ?? word()
      drawn = undefined
      // No id may be all zeros.
      const [one, two, three] = [word() || 1, word(), word()]
      return hex(one) + hex(two) + hex(three) + hex((one ^ two ^ three ^ mixed) >>> 0)
    },
    generateSpanId: () => hex(word() || 1) + hex(word()),
  }
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0')
}
