/** The parts of a channel target, as grpc-js splits it. */
export interface Target {
  readonly scheme?: string | undefined
  readonly authority?: string | undefined
  readonly path: string
}

/** The API's rule for names of pools. */
const POOL_NAME = /^[a-z0-9._-]+(\/[a-z0-9._-]+)*$/
const MAX_POOL_NAME = 128

/**
 * The pool that a target names.
 * @throws {TypeError} saying how a target is written.
 */
export function poolOf({ scheme = 'lookaside', authority = '', path }: Target): string {
  const example = `${scheme}:///checkout`
  if (authority !== '' || path.startsWith('/')) {
    throw new TypeError(`"${scheme}://${authority}${path}": write three slashes and the name of a pool, "${example}"`)
  }
  if (path.length <= MAX_POOL_NAME && POOL_NAME.test(path)) return path
  throw new TypeError(
    `"${path}" is no name of a pool: 1 to ${MAX_POOL_NAME} of a-z, 0-9, ".", "_", "-" and "/" within, as in "${example}"`,
  )
}
