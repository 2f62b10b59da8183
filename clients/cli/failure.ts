/** Ends a command: what went wrong, and what to do next. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly exitCode: number
  /** The reason in the service's error catalogue, or USAGE, UNREACHABLE, TIMEOUT, UNKNOWN of this side. */
  readonly reason: string
  /** A sentence. Empty: there is nothing to advise. */
  readonly next: string
  readonly metadata: Readonly<Record<string, string>>

  constructor(fields: {
    exitCode: number
    reason: string
    message: string
    next?: string
    metadata?: Readonly<Record<string, string>>
  }) {
    super(fields.message)
    this.exitCode = fields.exitCode
    this.reason = fields.reason
    this.next = fields.next ?? ''
    this.metadata = fields.metadata ?? {}
  }

  /** The same failure, told better. */
  because(changes: { readonly message?: string; readonly next?: string }): CliFailure {
    const { exitCode, reason, message, next, metadata } = this
    return new CliFailure({ exitCode, reason, message, next, metadata, ...changes })
  }
}
