/** What a page says of one of its blocks, in an HTML comment before it. */
export type Directive =
  /** Run in the page's shell. `fails`: it is meant to. `beside`: what runs meanwhile. */
  | { readonly kind: 'run'; readonly fails: boolean; readonly beside: string | undefined }
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

/** The fenced blocks of a page, and commands in comments (`<!-- sh: … -->`), which try what a reader would do next. */
export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const command = /^<!-- sh: (.+) -->$/.exec(lines[at] ?? '')?.[1]
    if (command !== undefined) blocks.push({ line: at + 1, language: 'sh', text: `${command}\n`, directive: RUN })
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

const RUN: Directive = { kind: 'run', fails: false, beside: undefined }

function directiveOf(line: string): Directive | undefined {
  const comment = /^\s*<!-- (.+?) -->\s*$/.exec(line)?.[1]
  if (comment === undefined) return undefined
  const run = /^run(?:: (?:(fails)|beside (.+)))?$/.exec(comment)
  if (run !== null) return { kind: 'run', fails: run[1] !== undefined, beside: run[2] }
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
