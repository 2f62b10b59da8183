import type { CliDeps } from './deps.ts'

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const ERASE_LINE_END = '\u001b[K'
const ERASE_BELOW = '\u001b[J'

/** A whole window that is drawn over and over, on the second page of the terminal so that the first one stays. */
export interface LiveScreen {
  /** At most as many lines as the window has. */
  draw(text: string): void
  leave(): void
}

export function openScreen({ stdout, terminal }: Pick<CliDeps, 'stdout' | 'terminal'>): LiveScreen {
  stdout.write(ENTER)
  return {
    draw(text) {
      const { rows = Number.POSITIVE_INFINITY } = terminal.size()
      const lines = text.trimEnd().split('\n').slice(0, rows)
      // Lines are overwritten and only their rests erased: erasing first would flicker.
      stdout.write(`${HOME}${lines.map((line) => `${line}${ERASE_LINE_END}`).join('\r\n')}${ERASE_BELOW}`)
    },
    leave() {
      stdout.write(LEAVE)
    },
  }
}
