import { describe, test } from '@jest/globals'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

/** CHROMIUM_PATH, or the first of the usual names on PATH. Undefined: this machine has none. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') return given
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

/**
 * `describe` for what needs a browser. Without one it is skipped and says so; where LOOKASIDE_REQUIRE_ALL is set it fails,
 * since there every test must run.
 */
export function describeInBrowser(name: string, body: () => void): void {
  if (findChromium() !== undefined) describe(name, body)
  else if (process.env['LOOKASIDE_REQUIRE_ALL'] === '1') {
    test(name, () => {
      throw new Error('there is no Chromium: install one (apt-get install chromium), or set CHROMIUM_PATH')
    })
  } else describe.skip(`${name} (no Chromium here: install one or set CHROMIUM_PATH)`, body)
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('there is no Chromium')
  // Tests in containers run as root, where Chromium's sandbox cannot be set up; the pages are our own.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

export interface Opened {
  readonly page: Page
  /** What the page complained about: uncaught errors, refused content, warnings. */
  readonly complaints: string[]
}

/** A page of its own, with its own storage. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // Chromium itself reports every answer of 400 and above; the page shows those.
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(message.text())
  })
  await page.goto(url)
  return { page, complaints }
}
