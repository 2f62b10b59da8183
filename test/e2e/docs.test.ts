import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { blocksOf, outputPattern, type Block } from '../support/docs/blocks.ts'
import { openPage, type PageSession } from '../support/docs/session.ts'
import { ROOT } from '../support/program.ts'

/** Pages that hold no instructions: what is generated, and records of decisions. */
const EXEMPT = /^docs\/(decisions\/|reference\/api\.md)/
/** Pictures, and examples of what a program prints. */
const NOT_CODE = new Set(['mermaid', 'text', ''])

const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`)
const others = ['README.md', 'CONTRIBUTING.md', 'policies/README.md', 'clients/typescript/README.md']
const pages = [...others, ...docs.filter((name) => name.endsWith('.md') && !EXEMPT.test(name))].sort()

const read = (page: string): readonly Block[] => blocksOf(readFileSync(join(ROOT, page), 'utf8'))
const runs = (block: Block): boolean => block.directive?.kind === 'run'

describe('every snippet is run, or says why not', () => {
  test.each(pages)('%s', (page) => {
    const silent = read(page)
      .filter(({ directive, language }) => directive === undefined && !NOT_CODE.has(language))
      .map(({ line, language }) => `${page}:${line}: a block of ${language} with nothing before it`)
    expect(silent).toEqual([])
  })

  test.each(pages)('%s: tests that it names exist and read it', (page) => {
    for (const { directive } of read(page)) {
      if (directive?.kind !== 'tested by') continue
      const path = join(ROOT, directive.test)
      expect({ test: directive.test, exists: existsSync(path) }).toEqual({ test: directive.test, exists: true })
      expect(readFileSync(path, 'utf8')).toContain(page.split('/').at(-1))
    }
  })
})

describe('pages, followed to the letter', () => {
  test.each(pages.filter((page) => read(page).some(runs)))(
    '%s',
    async (page) => {
      const session = await openPage()
      try {
        for (const block of read(page)) await follow(session, page, block)
      } finally {
        await session.close()
      }
    },
    300_000,
  )
})

async function follow(session: PageSession, page: string, { directive, text, line }: Block): Promise<void> {
  if (directive?.kind === 'file') session.write(directive.path, text)
  if (directive?.kind === 'output') await session.printed((replace) => outputPattern(replace(text)))
  if (directive?.kind !== 'run') return
  const failed = await session.run(directive.beside === undefined ? text : beside(directive.beside, text))
  if (directive.fails === failed.length > 0) return
  const what = directive.fails ? 'these commands should fail and did not' : `failed: ${failed.join('; ')}`
  throw new Error(`${page}:${line}: ${what}\n${session.output().slice(-3_000)}`)
}

/** Starts a command in the background, waits until the service answers, and ends it afterwards. */
function beside(command: string, text: string): string {
  const answers = 'for n in $(seq 100); do lookaside pools >/dev/null 2>&1 && break || sleep 0.1; done'
  return `${command} >/dev/null &\nbeside=$!\n${answers}\nsleep 2\n${text}\nkill $beside; wait $beside || true\n`
}
