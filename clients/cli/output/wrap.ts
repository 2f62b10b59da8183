/** Breaks text at blanks into lines of at most `width` characters; a longer word stays whole. Undefined: one line. */
export function wrap(text: string, width: number | undefined): readonly string[] {
  if (width === undefined) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines
}
