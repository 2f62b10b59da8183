import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { describeInBrowser, launchBrowser, openPage } from '../support/browser.ts'
import type { FakeBackend, FakeHttp } from '../support/fake-http.ts'
import { healthyStatus, refusal, startFakeHttp } from '../support/fake-http.ts'
import { builtProgram } from '../support/program.ts'

const NARROW = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

function backends(count: number): FakeBackend[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `b-${String(index).padStart(4, '0')}`,
    perSecond: 1 + (index % 7),
    latencyMs: (seconds: number) => 20 + (index % 9) + 5 * Math.sin(seconds + index),
    inFlight: (seconds: number) => 3 + 2 * Math.sin(seconds + index),
  }))
}

const decision = (index: number, more: object = {}) => ({
  ...{ id: `d${index}`, time: new Date(Date.now() - index * 100).toISOString(), pool: 'checkout', policy: 'peak_ewma' },
  ...{ policyReason: 'least_cost', backends: 4, candidates: 3, backendId: 'b-0000', runnerUpBackendId: 'b-0001' },
  ...{ reason: 'PICK_REASON_POLICY', replayable: true, errorReason: '', excluded: [] },
  scores: [
    { backendId: 'b-0000', score: 20, inputs: [{ signal: 'latency', value: 10, age: '0.5s' }] },
    { backendId: 'b-0001', score: 60, inputs: [{ signal: 'latency', value: 30, age: '0.2s' }] },
  ],
  ...more,
})

/** Every state that a view can be in, from a server that is told what to say. */
describeInBrowser('the dashboard in every state', () => {
  let folder: string
  let browser: Browser
  let fake: FakeHttp

  beforeAll(async () => {
    folder = join(dirname(builtProgram()), 'dashboard')
    browser = await launchBrowser()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
  })
  beforeEach(async () => {
    fake = await startFakeHttp(folder, {
      pools: [{ name: 'checkout', backends: backends(4) }],
      decisions: Array.from({ length: 30 }, (_, index) => decision(index)),
    })
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await fake.close()
  })

  const rows = (page: Page) => page.locator('table.backends tbody tr:not(.gap)')
  const banner = (page: Page) => page.getByRole('region', { name: 'What is degraded' })

  test('empty: no pools, no backends, no decisions', async () => {
    fake.world.pools = []
    fake.world.decisions = []
    const { page } = await openPage(browser, fake.url)
    await page.getByText('No pools yet').waitFor()
    await page.goto(`${fake.url}#/decisions`)
    await page.getByText('No decisions yet').waitFor()
    await page.goto(`${fake.url}#/pools/checkout`)
    await page.getByText('There is no pool checkout').waitFor()
    fake.world.pools = [{ name: 'checkout', backends: [] }]
    await page.getByText('Pool checkout has no backends').waitFor()
  }, 60_000)

  test('errors: a server that refuses is shown with its words, and recovery needs no reload', async () => {
    const { status, json } = refusal(500, 'INTERNAL', 'a fault of our own; the log has the details')
    fake.world.failing = { status, body: json }
    const { page } = await openPage(browser, fake.url)
    await page.locator('main', { hasText: /The pools cannot be shown.*a fault of our own.*INTERNAL/s }).waitFor()
    fake.world.failing = undefined
    await page.locator('table.pools tbody tr', { hasText: 'checkout' }).waitFor()
  }, 60_000)

  test('degraded: cause, since when, how it ends; and gone when it is over', async () => {
    const since = new Date(Date.now() - 90_000).toISOString()
    fake.world.status = healthyStatus({
      store: { kind: 'redis', up: false, silentFor: '90s', pending: 3, error: 'ECONNREFUSED' },
      degraded: [
        {
          ...{ reason: 'DEGRADED_REASON_STORE_UNAVAILABLE', pool: '', since },
          ...{ cause: 'redis has not answered', ends: 'by itself, when the store answers again' },
        },
      ],
      config: {
        source: 'l.yaml',
        loadedAt: since,
        lastReload: { at: since, ok: false, problems: ['l.yaml:3:7: unknown key'] },
      },
    })
    fake.world.pools[0] = {
      ...{ name: 'checkout', backends: backends(4), policy: 'mine', activePolicy: 'round_robin' },
      ...{ degraded: ['DEGRADED_REASON_POLICY_FALLBACK'], lastPolicyError: 'TypeError: no such cost' },
    }
    const { page } = await openPage(browser, fake.url)
    await banner(page)
      .filter({
        hasText:
          /The store does not answer\s*Redis has not answered\.\s*Since \d\d:\d\d:\d\d \(90 s\).*Ends by itself/s,
      })
      .waitFor()
    await banner(page)
      .filter({ hasText: /reload of the configuration failed.*l\.yaml:3:7: unknown key.*Ends with the next reload/s })
      .waitFor()
    await banner(page)
      .filter({ hasText: /checkout: The policy failed.*TypeError: no such cost/s })
      .waitFor()
    await page.locator('table.pools', { hasText: /degraded.*round_robin stands in for mine/s }).waitFor()
    await page.locator('[role=status]', { hasText: 'The store does not answer' }).waitFor({ state: 'attached' })
    fake.world.status = healthyStatus()
    fake.world.pools[0] = { name: 'checkout', backends: backends(4) }
    await banner(page).waitFor({ state: 'detached' })
  }, 60_000)

  test('text from the network is text', async () => {
    const evil = '<img src=x onerror="document.title=1"><b>bold</b>'
    fake.world.pools[0] = { name: 'checkout', backends: [{ id: 'b-0000', state: 'UNHEALTHY', reason: evil }] }
    fake.world.decisions = [decision(0, { errorMessage: evil, backendId: '', errorReason: 'NO_BACKENDS' })]
    const { page, complaints } = await openPage(browser, `${fake.url}#/pools/checkout?backend=b-0000`)
    await page.locator('.panel', { hasText: evil }).waitFor()
    await page.goto(`${fake.url}#/decisions?decision=d0`)
    await page.locator('.panel', { hasText: evil }).waitFor()
    expect(await page.locator('img, b').count()).toBe(0)
    expect(complaints).toEqual([])
  }, 60_000)

  test('a link carries view, order, filter, lines and panel, and going back closes what was opened', async () => {
    const { page } = await openPage(browser, `${fake.url}#/pools/checkout`)
    await rows(page).first().waitFor()
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByLabel('Filter backends').fill('b-000')
    await page.getByRole('button', { name: 'Show b-0002 in the charts' }).click()
    await page.getByRole('link', { name: 'b-0003' }).click()
    await page.locator('.panel', { hasText: 'b-0003' }).waitFor()
    expect(page.url()).toBe(
      `${fake.url}#/pools/checkout?sort=-share&filter=b-000&backend=b-0003&lines=b-0000%2Cb-0001%2Cb-0003`,
    )
    await page.reload()
    await page.locator('.panel', { hasText: 'b-0003' }).waitFor()
    await page.locator('th.share[aria-sort=descending]').waitFor()
    expect(await page.getByLabel('Filter backends').inputValue()).toBe('b-000')
    expect(await page.locator('.legend li').allInnerTexts()).toHaveLength(3)
    await rows(page).first().filter({ hasText: 'b-0003' }).waitFor()
    await page.goBack()
    await page.locator('.panel').waitFor({ state: 'detached' })
  }, 60_000)

  test('the keyboard alone is enough: to a backend, through a drain, and back', async () => {
    const { page } = await openPage(browser, fake.url)
    await page.locator('table.pools .cover').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await rows(page).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('b-0001')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('.panel', { hasText: 'b-0001' }).waitFor()
    expect(await focused(page)).toBe('b-0001')
    await tabTo(page, 'Drain…')
    await page.keyboard.press('Enter')
    await page.locator('dialog', { hasText: 'The dry run found nothing' }).waitFor()
    await tabTo(page, 'Drain b-0001')
    await page.keyboard.press('Enter')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(fake.changes.at(-1)).toBe('POST /v1/pools/checkout/backends/b-0001:drain {"dryRun":false,"force":false}')
    await page.keyboard.press('Escape')
    await page.locator('.panel').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('b-0001')
    await page.keyboard.press('?')
    await page.locator('dialog', { hasText: 'Single keys are shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('d')
    await page.locator('table.decisions').waitFor()
    await page.keyboard.press('o')
    await page.locator('table.pools').waitFor()
    // Whatever has the focus shows it.
    await page.keyboard.press('Tab')
    expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  }, 60_000)

  test('shortcuts can be switched off', async () => {
    const { page } = await openPage(browser, fake.url)
    await page.locator('table.pools').waitFor()
    await page.keyboard.press('?')
    await page.getByLabel('Single keys are shortcuts').uncheck()
    await page.keyboard.press('Escape')
    await page.reload()
    await page.locator('table.pools').waitFor()
    await page.keyboard.press('d')
    await page.keyboard.press('?')
    expect(await page.locator('dialog[open], table.decisions').count()).toBe(0)
  }, 60_000)

  test('the feed: filters, pause, and rows that hold still under the pointer', async () => {
    fake.world.decisions = [
      decision(0, { id: 'e1', backendId: '', reason: '', errorReason: 'NO_BACKENDS', errorMessage: 'nobody is left' }),
      ...fake.world.decisions,
    ]
    const { page } = await openPage(browser, `${fake.url}#/decisions`)
    const list = page.locator('table.decisions tbody tr')
    await list.nth(30).waitFor()
    await page.getByLabel('Result').selectOption('errors')
    await page.locator('.foot', { hasText: 'The newest 1 decision' }).waitFor()
    expect(page.url()).toContain('#/decisions?result=errors')
    await page.getByLabel('Result').selectOption('')
    await list.nth(30).waitFor()
    await list.nth(2).hover()
    const under = await list.nth(2).innerText()
    fake.world.decisions = [decision(-1, { id: 'new1' }), ...fake.world.decisions]
    await page.getByText('held still, 1 newer').waitFor()
    expect(await list.nth(2).innerText()).toBe(under)
    await page.mouse.move(5, 5)
    await list.nth(31).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    fake.world.decisions = []
    await page.getByText('paused').waitFor()
    expect(await list.count()).toBe(32)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('No decisions yet').waitFor()
  }, 60_000)

  test('copy as: the command is shown, and copied', async () => {
    const { page } = await openPage(browser, `${fake.url}#/pools/checkout`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.getByRole('button', { name: 'Copy the list of backends as a command' }).click()
    await page.getByText('lookaside backends checkout').waitFor()
    await page.getByRole('button', { name: 'Copy the curl form' }).click()
    await page.locator('.toast.shown', { hasText: 'Copied the curl form' }).waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(
      `curl -s ${fake.url}v1/pools/checkout/backends`,
    )
  }, 60_000)

  test('dark and light: by the system, and by choice that lasts', async () => {
    const { page } = await openPage(browser, fake.url, { colorScheme: 'dark' })
    const background = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    await page.locator('table.pools').waitFor()
    expect(await background()).toBe('rgb(18, 20, 22)')
    await page.keyboard.press('t')
    expect(await background()).toBe('rgb(247, 247, 245)')
    await page.reload()
    await page.locator('table.pools').waitFor()
    expect(await background()).toBe('rgb(247, 247, 245)')
    await page.getByRole('button', { name: 'Colours: light' }).click()
    expect(await background()).toBe('rgb(18, 20, 22)')
  }, 60_000)

  test('nothing moves for those who want less motion', async () => {
    const { page } = await openPage(browser, `${fake.url}#/pools/checkout`, { reducedMotion: 'reduce' })
    await rows(page).first().waitFor()
    expect(
      await page.evaluate<string>("getComputedStyle(document.querySelector('.share-bar .fill')).transitionDuration"),
    ).toBe('0s')
  }, 60_000)

  test.each([
    '#/',
    '#/pools/checkout',
    '#/pools/checkout?backend=b-0001',
    '#/pools/checkout/explain',
    '#/decisions',
    '#/decisions?decision=d1',
  ])(
    'at 390 pixels %s has cards, no sideways scrolling, and fingers find what they aim at',
    async (fragment) => {
      const long = `payments-${'x'.repeat(100)}`
      fake.world.pools.push({ name: long, backends: backends(3) })
      const { page, complaints } = await openPage(browser, `${fake.url}${fragment}`, NARROW)
      await page.locator('.card, .panel, .explain').first().waitFor()
      await page.locator('.status-line', { hasText: 'live' }).waitFor({ state: 'attached' })
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      expect(await page.locator('main table:visible').count()).toBe(0)
      const small = `[...document.querySelectorAll('button, .top nav a, select, input[type=text]')]
        .filter((each) => each.getClientRects().length > 0 && each.getBoundingClientRect().height < 24)
        .map((each) => each.outerHTML)`
      // WCAG 2.2, 2.5.8: 24 pixels at least.
      expect(await page.evaluate<string[]>(small)).toEqual([])
      expect(complaints).toEqual([])
    },
    60_000,
  )

  test('1,000 backends: drawn at once, a frame a second without a stall, and no more rows than are in sight', async () => {
    fake.world.pools[0] = { name: 'checkout', backends: backends(1_000) }
    const { page, complaints } = await openPage(browser, 'about:blank')
    await page.addInitScript(`
      window.stalls = []
      new PerformanceObserver((list) => window.stalls.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
    `)
    await page.goto(`${fake.url}#/pools/checkout`)
    await rows(page).nth(10).waitFor()
    const paint = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    const rowsAt = await page.evaluate<number>('performance.now()')
    expect(await rows(page).count()).toBeLessThan(80)
    expect(await page.locator('table.backends').getAttribute('aria-rowcount')).toBe('1001')
    const frames = await page.evaluate<{ fps: number; stalls: number[]; rounds: number }>(`(async () => {
      window.stalls.length = 0
      const before = performance.getEntriesByType('resource').length
      const begin = performance.now()
      let drawn = 0
      while (performance.now() - begin < 5000) { await new Promise(requestAnimationFrame); drawn++ }
      return { fps: drawn / 5, stalls: window.stalls, rounds: (performance.getEntriesByType('resource').length - before) / 3 }
    })()`)
    const worst = Math.max(0, ...frames.stalls)
    process.stdout.write(
      `  1,000 backends: first paint ${paint.toFixed(0)} ms, rows within ${rowsAt.toFixed(0)} ms; then ${frames.fps.toFixed(0)} frames/s ` +
        `over ${frames.rounds.toFixed(0)} rounds, ${frames.stalls.length} tasks over 50 ms, the longest ${worst.toFixed(0)} ms\n`,
    )
    expect(frames.rounds).toBeGreaterThan(1)
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await rows(page).filter({ hasText: 'b-0999' }).waitFor()
    await page.getByLabel('Filter backends').fill('b-0123')
    await rows(page).filter({ hasText: 'b-0123' }).waitFor()
    expect(await rows(page).count()).toBe(1)
    expect(complaints).toEqual([])
  }, 60_000)
})

/** What has the focus, by its text. */
async function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement?.textContent ?? ""')
}

async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === text) return
  }
  throw new Error(`the keyboard does not reach ${text}`)
}
