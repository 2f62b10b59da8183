import { describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BUILT_IN_POLICIES } from '../../../policies/index.ts'

const folder = new URL('../../../docs/reference/policies/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
const pages = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.md'))
const types = BUILT_IN_POLICIES.map(({ type }) => type)

/** First cells of the tables whose first column has this heading, without code marks. */
function firstCells(text: string, heading: string): string[] {
  const cells: string[] = []
  let inTable = false
  for (const line of text.split('\n')) {
    const first = line.startsWith('|') ? line.split('|')[1]?.trim() : undefined
    if (first === undefined) inTable = false
    else if (first === heading) inTable = true
    else if (inTable && !first.startsWith('---')) cells.push(first.replaceAll('`', ''))
  }
  return cells
}

/** Names of the parameters that a schema declares. */
function declared({ properties }: Readonly<Record<string, unknown>>): string[] {
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

describe('reference pages of policies say what the code says', () => {
  test('a page for each built-in policy, and no other', () => {
    expect(pages.toSorted()).toEqual(['README.md', ...types.map((type) => `${type}.md`)].toSorted())
  })

  test('the table links each page, and no other', () => {
    expect(firstCells(read('README.md'), 'policy').sort()).toEqual(types.map((type) => `[${type}](${type}.md)`).sort())
  })

  test.each(BUILT_IN_POLICIES)('$type: the title and the parameters, both ways', ({ type, configSchema }) => {
    const text = read(`${type}.md`)
    expect(text.split('\n')[0]).toBe(`# ${type}`)
    const documented = firstCells(text, 'parameter')
    expect(documented.sort()).toEqual(declared(configSchema).sort())
  })

  test.each(pages)('%s: links lead to files', (name) => {
    const targets = [...read(name).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '')
    const local = targets.filter((target) => !/^\w+:/.test(target))
    expect(local.filter((target) => !existsSync(new URL(target, folder)))).toEqual([])
  })
})
