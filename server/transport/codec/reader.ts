import { isUtf8 } from 'node:buffer'

/** Bytes that are not a protobuf message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
}

/** Groups nest no deeper than this, as in protobuf's own decoders. */
const MAX_GROUP_DEPTH = 100
const TWO_32 = 0x1_0000_0000

/**
 * Reads the protobuf wire format (protobuf.dev/programming-guides/encoding). It is bounded by the bytes that it is given
 * and throws {@link MalformedMessage} for everything that is out of form.
 */
export class Reader {
  private readonly bytes: Buffer
  private position = 0
  private end: number

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.end = bytes.length
  }

  /** The next tag, 0 at the end of the message. */
  tag(): number {
    if (this.position >= this.end) return 0
    const tag = this.uint32()
    if (tag >>> 3 === 0) throw new MalformedMessage('a field has the number 0')
    return tag
  }

  /** A varint, cut to 32 bits. */
  uint32(): number {
    const { bytes } = this
    let byte = this.byte()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    for (let shift = 7; shift < 70; shift += 7) {
      if (this.position >= this.end) break
      byte = bytes[this.position++] ?? 0
      if (shift < 32) value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new MalformedMessage('a number does not end')
  }

  /** A signed varint of 32 bits. */
  int32(): number {
    return this.uint32() | 0
  }

  bool(): boolean {
    return this.uint64() !== 0
  }

  /** An unsigned varint of 64 bits; above 2^53 it loses digits. */
  uint64(): number {
    this.varint64()
    return this.high * TWO_32 + this.low
  }

  /** A signed varint of 64 bits; beyond 2^53 it loses digits. */
  int64(): number {
    this.varint64()
    if (this.high < 0x8000_0000) return this.high * TWO_32 + this.low
    return -((~this.high >>> 0) * TWO_32 + (~this.low >>> 0) + 1)
  }

  double(): number {
    const from = this.advance(8)
    return this.bytes.readDoubleLE(from)
  }

  string(): string {
    const length = this.uint32()
    const from = this.advance(length)
    const { bytes, position } = this
    for (let at = from; at < position; at += 1) {
      if ((bytes[at] ?? 0) >= 0x80) return this.utf8(from)
    }
    return bytes.toString('latin1', from, position)
  }

  /** Opens a message inside this one; the answer goes to {@link leave}. */
  enter(): number {
    const length = this.uint32()
    const outer = this.end
    if (length > outer - this.position) throw new MalformedMessage('a message is cut off')
    this.end = this.position + length
    return outer
  }

  leave(outer: number): void {
    this.end = outer
  }

  /** Passes over a field that nobody here knows, or does not want. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case 0:
        this.varint64()
        return
      case 1:
        this.advance(8)
        return
      case 2:
        this.advance(this.uint32())
        return
      case 3:
        this.skipGroup(tag >>> 3, depth)
        return
      case 5:
        this.advance(4)
        return
      default:
        throw new MalformedMessage('a field has an unknown wire type')
    }
  }

  private low = 0
  private high = 0

  private varint64(): void {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte()
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) {
        this.low = low >>> 0
        this.high = high >>> 0
        return
      }
    }
    throw new MalformedMessage('a number does not end')
  }

  private byte(): number {
    if (this.position >= this.end) throw new MalformedMessage('it is cut off')
    return this.bytes[this.position++] ?? 0
  }

  private advance(length: number): number {
    const from = this.position
    if (length > this.end - from) throw new MalformedMessage('it is cut off')
    this.position = from + length
    return from
  }

  private utf8(from: number): string {
    const text = this.bytes.subarray(from, this.position)
    if (!isUtf8(text)) throw new MalformedMessage('a string is not UTF-8')
    return text.toString('utf8')
  }

  private skipGroup(number: number, depth: number): void {
    if (depth >= MAX_GROUP_DEPTH) throw new MalformedMessage('groups are nested too deeply')
    for (;;) {
      const tag = this.tag()
      if (tag === 0) throw new MalformedMessage('a group does not end')
      if ((tag & 7) === 4) {
        if (tag >>> 3 !== number) throw new MalformedMessage('a group ends with the wrong number')
        return
      }
      this.skip(tag, depth + 1)
    }
  }
}
