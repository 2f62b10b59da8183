/** Where a third-party policy comes from, as the config's `policies:` says. */
export type PolicySource =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'package'; readonly package: string }

/** As people wrote it, for messages and lists. */
export function sourceName(source: PolicySource): string {
  return source.kind === 'path' ? source.path : source.package
}

/** A policy could not be loaded. The message names the source and the reason. */
export class PolicyLoadError extends Error {
  override readonly name = 'PolicyLoadError'
  readonly source: string
  readonly reason: string

  constructor(source: string, reason: string) {
    super(`policy ${source}: ${reason}`)
    this.source = source
    this.reason = reason
  }
}
