import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMetrics } from './index.js';

describe('createMetrics', () => {
  it('renders everything that was measured', async () => {
    const metrics = createMetrics();
    const at = { group: 'triage.cases', log: 'intake', partition: 3 };
    metrics.httpAnswered({ method: 'GET', route: '/api/v1/cases/:id', status: 200 }, 0.02);
    metrics.appended({ log: 'intake', result: 'ok' }, 12, 0.004);
    metrics.consumed({ group: 'triage.cases', log: 'intake' }, 'handled', 5);
    metrics.consumed({ group: 'triage.cases', log: 'intake' }, 'parked', 1);
    metrics.consumerLag(at, 7);
    metrics.parkedKeys({ group: 'triage.cases', log: 'intake' }, 2);
    metrics.timerFired('triage', -0.001);
    metrics.timersOverdue('triage', 2.5);
    metrics.relayLag({ log: 'intake', partition: 3 }, { records: 4, seconds: 1.5 });
    const { contentType, text } = await metrics.render();
    expect(contentType).toMatch(/^text\/plain/);
    for (const line of [
      'redress_http_request_seconds_count{method="GET",route="/api/v1/cases/:id",status="200"} 1',
      'redress_append_seconds_count{log="intake",result="ok"} 1',
      'redress_append_commands_total{log="intake",result="ok"} 12',
      'redress_consumed_events_total{group="triage.cases",log="intake",result="handled"} 5',
      'redress_consumed_events_total{group="triage.cases",log="intake",result="parked"} 1',
      'redress_consumer_lag_records{group="triage.cases",log="intake",partition="3"} 7',
      'redress_parked_keys{group="triage.cases",log="intake"} 2',
      'redress_timer_late_seconds_sum{service="triage"} 0',
      'redress_timers_overdue_seconds{service="triage"} 2.5',
      'redress_relay_lag_records{log="intake",partition="3"} 4',
      'redress_relay_lag_seconds{log="intake",partition="3"} 1.5',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('measures what the page for operators explains, and nothing else', async () => {
    const { text } = await createMetrics().render();
    const measured = [...text.matchAll(/^# TYPE (redress_\w+) /gm)].map(([, name]) => name);
    const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
    const explained = [...readme.matchAll(/^\| `(redress_\w+)`/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(measured.sort());
  });

  it('keeps two registries of one process apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.timerFired('triage', 1);
    expect((await other.render()).text).not.toContain('service="triage"');
  });
});
