interface Words {
  readonly title: string
  readonly ends: string
}

/** What the reasons of a degraded pool mean, and how each ends, where the service does not say it itself. */
const DEGRADED: Readonly<Record<string, Words>> = {
  store_unavailable: {
    title: 'The store does not answer',
    ends: 'by itself, when the store answers again. Picks go on from memory until then',
  },
  state_stale: {
    title: 'The state is older than this replica',
    ends: 'by itself, with the first heartbeats of the backends',
  },
  self_preservation: {
    title: 'Many backends went silent at once, so nobody expires',
    ends: 'when heartbeats are back, and at the latest when the limit of the pool is over',
  },
  panic: {
    title: 'Panic: too few backends are eligible, so health is ignored',
    ends: 'when enough backends are eligible again',
  },
  policy_fallback: {
    title: 'The policy failed, so the fallback policy picks',
    ends: 'when the policy works again: it is tried anew from time to time, and after each reload',
  },
  subset_fallback: {
    title: 'Nobody carries the labels that were asked for, so others serve',
    ends: 'when a backend with these labels may be picked',
  },
  canary_rolled_back: {
    title: 'The canary of the pool did worse and was rolled back',
    ends: "when the pool's configuration has another canary or none",
  },
}

export const degradedTitle = (reason: string): string => DEGRADED[reason]?.title ?? reason

export const endsOf = (reason: string): string => DEGRADED[reason]?.ends ?? 'when its cause is gone'
