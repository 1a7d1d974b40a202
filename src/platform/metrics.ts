import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counts and durations without a person: labels come from closed sets (route patterns, event types, outcomes). */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'groundswell_request_duration_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [registry],
    }),
    events: new Counter({
      name: 'groundswell_stripe_events_total',
      help: 'Stripe events by type and what became of them',
      labelNames: ['type', 'outcome'],
      registers: [registry],
    }),
    unappliedEvents: new Gauge({
      name: 'groundswell_stripe_events_unapplied',
      help: 'Events kept but not applied: waiting for another try, or set aside',
      labelNames: ['state'],
      registers: [registry],
    }),
    variances: new Gauge({
      name: 'groundswell_variances',
      help: 'What the books and Stripe do not agree about, by the last comparison of each day',
      registers: [registry],
    }),
    mails: new Counter({
      name: 'groundswell_mails_total',
      help: 'Mails by kind and what became of them; postponed: to be tried again',
      labelNames: ['kind', 'fate'],
      registers: [registry],
    }),
    overdueMails: new Gauge({
      name: 'groundswell_mails_overdue',
      help: 'Mails that should have been sent at least five minutes ago',
      registers: [registry],
    }),
    reconciledThrough: new Gauge({
      name: 'groundswell_reconciled_through',
      help: 'Through when the books were compared with Stripe, in seconds since 1970',
      registers: [registry],
    }),
  };
}
