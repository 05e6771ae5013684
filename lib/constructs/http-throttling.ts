import { CfnStage, type HttpRoute, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Route } from '../../functions/http/route.ts';
import { ROUTES, routeKeyOf } from '../../functions/http/routes.ts';
import { PACES } from '../throttling.ts';

const routeOf = (routes: ReadonlyMap<string, HttpRoute>, routeId: string): HttpRoute => {
  const route = routes.get(routeId);
  if (route === undefined) throw new Error(`There is no route ${routeId} to slow down`);
  return route;
};

/** Gives those routes a pace of their own that need one. */
export const slowDown = (stage: HttpStage, routes: ReadonlyMap<string, HttpRoute>): void => {
  const resource = stage.node.defaultChild;
  if (!(resource instanceof CfnStage)) throw new Error('The stage has no resource');
  const rows: Readonly<Record<string, Route>> = ROUTES;
  const settings = Object.entries(PACES).map(([routeId, { rate, burst }]) => {
    const row = rows[routeId];
    if (row === undefined) throw new Error(`There is no row ${routeId} to slow down`);
    // A stage can't name a route that isn't there yet.
    stage.node.addDependency(routeOf(routes, routeId));
    return [routeKeyOf(row), { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }];
  });
  resource.routeSettings = Object.fromEntries(settings);
};
