/** What a page says of one of its blocks, in an HTML comment before it. */
export type Directive =
  /** Run in the page's shell. `fails`: it is meant to. */
  | { readonly kind: 'run'; readonly fails: boolean }
  /** Printed by the block that was run before. */
  | { readonly kind: 'output' }
  /** Written to this file. */
  | { readonly kind: 'file'; readonly path: string }
  /** Run by another test, which reads the page itself. */
  | { readonly kind: 'tested by'; readonly test: string }
  /** Not run, for this reason. */
  | { readonly kind: 'not run'; readonly why: string }

export interface Block {
  readonly line: number
  readonly language: string
  readonly text: string
  /** Undefined: the page says nothing. */
  readonly directive: Directive | undefined
}

/** The fenced blocks of a page. */
export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^(\s*)```(\S*)/.exec(lines[at] ?? '')
    if (fence === null) continue
    const [, indent = '', language = ''] = fence
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```')
    if (end < 0) throw new Error(`line ${at + 1}: a block does not end`)
    const text = lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    const before = lines.slice(0, at).findLast((line) => line.trim() !== '')
    blocks.push({ line: at + 1, language, text: `${text.join('\n')}\n`, directive: directiveOf(before ?? '') })
    at = end
  }
  return blocks
}

function directiveOf(line: string): Directive | undefined {
  const comment = /^\s*<!-- (.+?) -->\s*$/.exec(line)?.[1]
  if (comment === undefined) return undefined
  if (comment === 'run' || comment === 'run: fails') return { kind: 'run', fails: comment !== 'run' }
  if (comment === 'output') return { kind: 'output' }
  const [, kind, rest = ''] = /^(file|tested by|not run): (.+)$/.exec(comment) ?? []
  if (kind === 'file') return { kind, path: rest }
  if (kind === 'tested by') return { kind, test: rest }
  return kind === 'not run' ? { kind, why: rest } : undefined
}

/** A block of output as a pattern: `…` stands for anything, spaces for any white space; lines may lie between lines. */
export function outputPattern(text: string): RegExp {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const literal = (part: string): string => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+')
  return new RegExp(lines.map((line) => line.trim().split('…').map(literal).join('.*?')).join('[^]*?'))
}
