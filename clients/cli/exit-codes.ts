/** The exit codes of every command. `docs/reference/cli.md` lists the same. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** The service answered, and refused: no such pool, no backends, a drain that would go too far. */
  refused: 1,
  /** The command line or a configuration file is wrong; nothing was done. */
  usage: 2,
  /** The service cannot be reached, or did not answer in time. */
  unreachable: 3,
} as const
