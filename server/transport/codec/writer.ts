const FIRST_BYTES = 16 * 1_024
/** A buffer that once grew larger than this is let go after use. */
const KEPT_BYTES = 256 * 1_024
/** Up to here a loop in JavaScript beats the call into the runtime. */
const SHORT_TEXT = 48

/**
 * Writes the protobuf wire format into one buffer that is used again for each message. Fields with the default value
 * of their type are left out, as proto3 has it.
 */
export class Writer {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES)
  private position = 0

  /** How many bytes are written. */
  get length(): number {
    return this.position
  }

  /** A copy of what is written; the writer is empty afterwards. */
  finish(): Buffer {
    const message = Buffer.allocUnsafe(this.position)
    this.bytes.copy(message, 0, 0, this.position)
    this.reset()
    return message
  }

  /** Drops what is written. */
  reset(): void {
    this.position = 0
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafe(FIRST_BYTES)
  }

  string(field: number, value: string): void {
    if (value !== '') this.text(field, value)
  }

  /** A string that is written although it is empty, as keys and values of maps are. */
  text(field: number, value: string): void {
    this.reserve(value.length * 3 + 16)
    this.varint((field << 3) | 2)
    if (value.length <= SHORT_TEXT && this.shortAscii(value)) return
    const length = Buffer.byteLength(value)
    this.varint(length)
    this.position += this.bytes.write(value, this.position, length, 'utf8')
  }

  uint(field: number, value: number): void {
    if (value !== 0) this.setUint(field, value)
  }

  /** An optional number that is set. */
  setUint(field: number, value: number): void {
    this.reserve(16)
    this.varint(field << 3)
    this.varint(value)
  }

  /** A number without a tag, as packed fields hold them. */
  raw(value: number): void {
    this.reserve(16)
    this.varint(value)
  }

  double(field: number, value: number): void {
    if (value === 0 && !Object.is(value, -0)) return
    this.reserve(16)
    this.varint((field << 3) | 1)
    this.position = this.bytes.writeDoubleLE(value, this.position)
  }

  /** A message that is encoded already. */
  message(field: number, encoded: Buffer): void {
    this.reserve(encoded.length + 16)
    this.varint((field << 3) | 2)
    this.varint(encoded.length)
    this.position += encoded.copy(this.bytes, this.position)
  }

  /**
   * Opens a message inside this one; the answer goes to {@link end}. Its length goes before it, and `lengthBytes` are kept
   * free for that: a wrong guess costs a move of the message.
   */
  begin(field: number, lengthBytes: 1 | 2 = 2): number {
    this.reserve(16)
    this.varint((field << 3) | 2)
    this.position += lengthBytes
    return this.position
  }

  end(start: number, lengthBytes: 1 | 2 = 2): void {
    const length = this.position - start
    const size = length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : 4
    if (size !== lengthBytes) {
      this.reserve(16)
      this.bytes.copyWithin(start - lengthBytes + size, start, this.position)
    }
    this.position = start - lengthBytes
    this.varint(length)
    this.position += length
  }

  private shortAscii(value: string): boolean {
    const { bytes, position } = this
    const { length } = value
    for (let at = 0; at < length; at += 1) {
      const code = value.charCodeAt(at)
      if (code >= 0x80) return false
      bytes[position + 1 + at] = code
    }
    bytes[position] = length
    this.position = position + 1 + length
    return true
  }

  private varint(value: number): void {
    const { bytes } = this
    let rest = value
    while (rest >= 0x8000_0000) {
      bytes[this.position++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    while (rest >= 0x80) {
      bytes[this.position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    bytes[this.position++] = rest
  }

  private reserve(length: number): void {
    if (this.position + length <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.position + length))
    this.bytes.copy(larger, 0, 0, this.position)
    this.bytes = larger
  }
}
