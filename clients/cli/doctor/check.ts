/** What one look came to. */
export interface Finding {
  /** A few words: what was looked at. */
  readonly check: string
  readonly result: 'ok' | 'bad' | 'skipped'
  /** What was found, or why nothing was looked at. */
  readonly detail: string
  /** What to do. Empty: nothing. */
  readonly fix: string
}

export const ok = (check: string, detail: string): Finding => ({ check, result: 'ok', detail, fix: '' })

export const bad = (check: string, detail: string, fix: string): Finding => ({ check, result: 'bad', detail, fix })

export const skipped = (check: string, detail: string): Finding => ({ check, result: 'skipped', detail, fix: '' })
