/** Throws a RangeError that names the option when `value` is outside of its range. */
export function checkRange(name: string, value: number, min: number, max: number): number {
  if (Number.isFinite(value) && value >= min && value <= max) return value
  throw new RangeError(`${name}: is ${value}, expected a number from ${min} to ${max}`)
}
