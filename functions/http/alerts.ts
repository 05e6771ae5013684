import { acknowledgeAlert, listAlerts, type ShownAlert, snoozeAlert } from '../app/alerts/alerts.ts';
import { tagOf } from '../app/versions.ts';
import { jsonOf } from './bodies.ts';
import { ALERTS } from './contract/alerts.ts';
import { listing, type Operation, writing } from './operation.ts';
import { position } from './views.ts';

/** What ends soon, or waits for too long. */

const alertView = ({ version: _, unitVersion: __, ...alert }: ShownAlert) => alert;

export const alertOperations: readonly Operation[] = [
  listing('listAlerts', ALERTS.listAlerts, async ({ deps, caller, query, at }) => {
    const { limit, ...asked } = query;
    const page = await listAlerts(deps, caller, { ...asked, page: { limit, after: at?.position } });
    return { items: page.items.map(alertView), next: position(page.next) };
  }),
  writing('acknowledgeAlert', ALERTS.acknowledgeAlert, async ({ deps, caller, params, body, ifMatch }) => {
    const asked = { ...params, ...jsonOf(body), ifMatch };
    const { parts, alert } = await acknowledgeAlert(deps, caller, asked);
    return { parts, body: alertView(alert), tag: tagOf(alert.version) };
  }),
  writing('snoozeAlert', ALERTS.snoozeAlert, async ({ deps, caller, params, body, ifMatch }) => {
    const { parts, alert } = await snoozeAlert(deps, caller, { ...params, ...jsonOf(body), ifMatch });
    return { parts, body: alertView(alert), tag: tagOf(alert.version) };
  }),
];
